import { useState } from "preact/hooks";
import type { SignupProfile } from "../../commands/types.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import { Markdown } from "../markdown/markdown.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
import { OtherWays } from "./otherWays.js";
import type { ScreenProps } from "./screens.js";

interface SignupProps extends ScreenProps {
  by: "password" | "passkey";
  fields: readonly Field[];
}

const OF_PASSWORDS = new Set(["password", "password_confirmation"]);

/** Contract section 9.4.2; with a passkey in place of a password, too. */
export function Signup({ setting, client, can, focused, identifier, go, proceed, by, fields }: SignupProps) {
  const { t, options } = setting;
  const { auth = {}, redirectUrl, returnToAfterEmailConfirmation, beforeSignup, userAgreement } = options;
  const shown = useOnce(() =>
    fields
      .filter(({ name }) => by === "password" || !OF_PASSWORDS.has(name))
      .map((field) =>
        field.name === "email" && identifier.includes("@") ? { ...field, initial: identifier } : field,
      ),
  );
  const [email, setEmail] = useState(identifier);

  const signUp = async (typed: SignupProfile): Promise<void> => {
    const data = beforeSignup ? await beforeSignup(typed) : typed;
    const links = { redirectUrl, returnToAfterEmailConfirmation };
    const result =
      by === "password"
        ? await client.signup({ data, auth, ...links, ...(await setting.captcha("signup")) })
        : await client.signupWithWebAuthn({ profile: data, auth, ...links });
    const { isIdentifierVerificationRequired = false } = result;
    proceed(result, { name: "signup", isIdentifierVerificationRequired });
    if (isIdentifierVerificationRequired) {
      go({ name: "awaitingVerification" });
    }
  };

  return (
    <>
      <Title focused={focused}>{t("signup.title")}</Title>
      <OtherWays providers={can.providers} auth={auth} />
      <Form
        fields={shown}
        submitLabel={t(by === "password" ? "signup.submitLabel" : "signup.withBiometrics")}
        onChange={(values) => setEmail(values.email ?? "")}
        onSubmit={(data) => signUp(data as SignupProfile)}
      >
        {userAgreement && <Markdown text={userAgreement} />}
      </Form>
      {can.passkeySignup && window.PublicKeyCredential && (
        <div class="r5-passkey">
          <button
            type="button"
            class="r5-button r5-button-plain"
            onClick={() => go({ name: "signup", by: by === "password" ? "passkey" : "password" }, email)}
          >
            {t(by === "password" ? "signup.withBiometrics" : "signup.withPassword")}
          </button>
        </div>
      )}
      {can.login && (
        <p class="r5-links">
          {t("signup.loginLinkPrefix")}{" "}
          <ScreenLink onClick={() => go({ name: "login" }, email)}>{t("signup.loginLink")}</ScreenLink>
        </p>
      )}
    </>
  );
}
