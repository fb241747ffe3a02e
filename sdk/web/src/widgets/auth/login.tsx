import { useState } from "preact/hooks";
import { type Identifier, identifierField, typeOf } from "../fields/identifier.js";
import { passwordField } from "../fields/password.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
import { OtherWays } from "./otherWays.js";
import { PasskeyLogin } from "./passkeyLogin.js";
import { RememberMe } from "./rememberMe.js";
import type { ScreenProps } from "./screens.js";

/** Contract section 9.4.1. */
export function Login(props: ScreenProps) {
  const { setting, client, can, focused, identifier, go, proceed } = props;
  const { t, options } = setting;
  const { auth = {}, showRememberMe } = options;
  const [persistent, setPersistent] = useState(false);
  const fields = useOnce<Field[]>(() => [
    identifierField(setting, identifier),
    passwordField({
      name: "password",
      label: t("password"),
      autocomplete: "current-password",
      canShow: options.canShowPassword,
    }),
  ]);
  const [typed, setTyped] = useState(identifier);

  return (
    <>
      <Title focused={focused}>{t("login.title")}</Title>
      <OtherWays providers={can.providers} auth={auth} />
      <Form
        fields={fields}
        submitLabel={t("login.submitLabel")}
        onChange={(values) => setTyped(values[fields[0]?.name ?? ""] ?? "")}
        onSubmit={async (data) => {
          const who = data.identifier as Identifier;
          const result = await client.loginWithPassword({
            ...who,
            password: String(data.password),
            auth: showRememberMe ? { ...auth, persistent } : auth,
            ...(await setting.captcha("login")),
          });
          proceed(result, { name: "login", authType: "password", identifierType: typeOf(who) });
        }}
      >
        {(can.forgotPassword || showRememberMe) && (
          <div class="r5-options">
            {showRememberMe && <RememberMe checked={persistent} onChange={setPersistent} />}
            {can.forgotPassword && (
              <ScreenLink onClick={() => go({ name: "forgotPassword" }, typed)}>
                {t("login.forgotPasswordLink")}
              </ScreenLink>
            )}
          </div>
        )}
      </Form>
      {can.passkeyLogin && <PasskeyLogin {...props} typed={typed} />}
      {can.signup && (
        <p class="r5-links">
          {t("login.signupLinkPrefix")}{" "}
          <ScreenLink onClick={() => go({ name: "signup", by: "password" }, typed)}>
            {t("login.signupLink")}
          </ScreenLink>
        </p>
      )}
    </>
  );
}
