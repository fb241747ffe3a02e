import type { SessionInfo } from "../../commands/session.js";
import { passwordField } from "../fields/password.js";
import { Form } from "../form/form.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
import { Separator, SocialButtons } from "../social/buttons.js";
import type { ScreenProps } from "./screens.js";

/** Contract section 9.4.6. */
export function Reauthentication(props: ScreenProps & { session: SessionInfo }) {
  const { setting, client, can, focused, go, proceed, session } = props;
  const { t, options } = setting;
  const { auth = {} } = options;
  const { email = "", name } = session;
  const providers = can.providers.filter((provider) => session.socialProviders?.includes(provider));
  const byPassword = session.hasPassword === true && email !== "";
  const fields = useOnce(() => [
    passwordField({
      name: "password",
      label: t("password"),
      autocomplete: "current-password",
      canShow: options.canShowPassword,
    }),
  ]);
  return (
    <>
      <Title focused={focused}>{name ?? email}</Title>
      <p class="r5-text">{t("confirmYourIdentity")}</p>
      {providers.length > 0 && <SocialButtons providers={providers} auth={auth} />}
      {providers.length > 0 && byPassword && <Separator />}
      {byPassword && (
        <Form
          fields={fields}
          submitLabel={t("login.submitLabel")}
          onSubmit={async ({ password }) => {
            const result = await client.loginWithPassword({
              email,
              password: String(password),
              auth,
              ...(await setting.captcha("login")),
            });
            proceed(result, { name: "login", authType: "password", identifierType: "email" });
          }}
        >
          {/* For the browser's password manager, which looks for whom the password is. */}
          <input
            class="r5-unseen"
            type="email"
            autocomplete="username"
            value={email}
            readOnly
            tabIndex={-1}
            aria-hidden="true"
          />
          {can.forgotPassword && (
            <div class="r5-options">
              <ScreenLink onClick={() => go({ name: "forgotPassword" }, email)}>
                {t("login.forgotPasswordLink")}
              </ScreenLink>
            </div>
          )}
        </Form>
      )}
      <p class="r5-links">
        <ScreenLink onClick={() => go({ name: "login" }, "")}>{t("notYourAccount")}</ScreenLink>
      </p>
    </>
  );
}
