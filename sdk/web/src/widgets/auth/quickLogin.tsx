import { SocialButtons } from "../social/buttons.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import type { ScreenProps } from "./screens.js";

/** Contract section 9.4.5. */
export function QuickLogin({ setting, focused, go, provider }: ScreenProps & { provider: string }) {
  const { t, session, options } = setting;
  return (
    <>
      <Title focused={focused}>{session?.name ?? session?.email ?? t("login.title")}</Title>
      <p class="r5-text">{t("lastTimeYouLoggedInWith")}</p>
      <SocialButtons providers={[provider]} auth={options.auth} />
      <p class="r5-links">
        <ScreenLink onClick={() => go({ name: "login" }, "")}>{t("notYourAccount")}</ScreenLink>
      </p>
    </>
  );
}
