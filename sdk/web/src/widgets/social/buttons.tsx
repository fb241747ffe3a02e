import type { AuthOptions } from "../../authorize/options.js";
import { complain } from "../../log.js";
import { useSetting } from "../life/setting.js";
import { type Provider, providersOf } from "./providers.js";

interface SocialButtonsProps {
  providers: readonly string[];
  auth?: AuthOptions;
}

/** A button for each provider, which logs in there (contract section 12.2). */
export function SocialButtons({ providers, auth = {} }: SocialButtonsProps) {
  const { client, fail, kit, options } = useSetting();
  const { inline = false, textVisible = !inline } = options.theme?.socialButton ?? {};
  const shape = inline ? (textVisible ? "r5-social-inline" : "r5-social-inline r5-social-icons") : "";
  // Within the click, or the browser would block a popup.
  const login = (provider: Provider): void => {
    client.loginWithSocialProvider(provider.key, auth).catch((error: unknown) => {
      complain(`the login with ${provider.key} failed:`, error);
      fail(error);
    });
  };
  return (
    <div class={`r5-social-buttons ${shape}`}>
      {providersOf(providers, kit.config).map((provider) => (
        <SocialButton
          key={provider.key}
          provider={provider}
          textVisible={textVisible}
          onClick={() => login(provider)}
        />
      ))}
    </div>
  );
}

interface SocialButtonProps {
  provider: Provider;
  textVisible: boolean;
  onClick(): void;
}

function SocialButton({ provider, textVisible, onClick }: SocialButtonProps) {
  const { t } = useSetting();
  const { key, name, background, color, border } = provider;
  const base = key.split(":")[0] ?? key;
  const text = t.find(`socialButton.${base}.title`) ?? name;
  return (
    <button
      type="button"
      class={`r5-btn-social r5-btn-social-${base}`}
      style={{ backgroundColor: background, color, ...(border && { borderColor: border }) }}
      aria-label={textVisible ? undefined : text}
      title={textVisible ? undefined : text}
      onClick={onClick}
    >
      <ProviderIcon provider={provider} />
      {textVisible && <span class="r5-btn-social-text">{text}</span>}
    </button>
  );
}

export const ProviderIcon = ({ provider: { icon, name } }: { provider: Provider }) => (
  <span class="r5-btn-social-icon" aria-hidden="true">
    {icon ? <img src={icon} alt="" /> : name.charAt(0)}
  </span>
);

/** Between other ways to log in and the form. */
export const Separator = () => <div class="r5-separator">{useSetting().t("or")}</div>;
