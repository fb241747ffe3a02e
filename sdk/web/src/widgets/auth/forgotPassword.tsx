import { useState } from "preact/hooks";
import { isIdentityError } from "../../errors.js";
import { fieldOf } from "../fields/fields.js";
import { Form } from "../form/form.js";
import { Done } from "../screen/done.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
import type { ScreenProps } from "./screens.js";

/** Contract section 9.4.3. */
export function ForgotPassword({ setting, client, can, focused, identifier, go }: ScreenProps) {
  const { t, options, succeed } = setting;
  const { redirectUrl, returnToAfterPasswordReset, displaySafeErrorMessage } = options;
  const [sent, setSent] = useState(false);
  const [email, setEmail] = useState(identifier);
  const fields = useOnce(() => [
    fieldOf(setting, { key: "email", defaultValue: identifier.includes("@") ? identifier : "" }),
  ]);

  const ask = async (address: string): Promise<void> => {
    try {
      await client.requestPasswordReset({ email: address, redirectUrl, returnToAfterPasswordReset });
    } catch (error) {
      const tells = isIdentityError(error) && error.error === "resource_not_found";
      if (!tells || !displaySafeErrorMessage) {
        throw error;
      }
    }
    succeed({ name: "password_reset_requested" });
    setSent(true);
  };

  const toLogin = () => go({ name: "login" }, email);
  if (sent) {
    return (
      <>
        <Title>{t("forgotPassword.title")}</Title>
        <Done>{t("forgotPassword.successMessage")}</Done>
        {can.login && (
          <p class="r5-links">
            <ScreenLink onClick={toLogin}>{t("back")}</ScreenLink>
          </p>
        )}
      </>
    );
  }
  return (
    <>
      <Title focused={focused}>{t("forgotPassword.title")}</Title>
      <p class="r5-text">{t("forgotPassword.prompt")}</p>
      <Form
        fields={fields}
        submitLabel={t("forgotPassword.submitLabel")}
        onChange={(values) => setEmail(values.email ?? "")}
        onSubmit={(data) => ask(String(data.email))}
      />
      {can.login && (
        <p class="r5-links">
          <ScreenLink onClick={toLogin}>{t("forgotPassword.backToLoginLink")}</ScreenLink>
        </p>
      )}
    </>
  );
}
