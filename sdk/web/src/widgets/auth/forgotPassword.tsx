import { useMemo, useState } from "preact/hooks";
import { isIdentityError } from "../../errors.js";
import { NewPassword } from "../editors/passwordReset.js";
import { fieldOf } from "../fields/fields.js";
import { Form } from "../form/form.js";
import { Done } from "../screen/done.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import type { ScreenProps } from "./screens.js";

/** `new`: the password is entered here, with the code of a text message. */
type Step = "ask" | "sent" | "new" | "changed";

/** Contract section 9.4.3; where numbers log in, by text message, too. */
export function ForgotPassword({ setting, client, can, focused, identifier, go }: ScreenProps) {
  const { t, kit, options, succeed } = setting;
  const { redirectUrl, returnToAfterPasswordReset, displaySafeErrorMessage } = options;
  const { email, phoneNumber } = kit.config.loginTypeAllowed;
  const [step, setStep] = useState<Step>("ask");
  const [typed, setTyped] = useState(identifier);
  const [byPhone, setByPhone] = useState(phoneNumber && (!email || /^[^@]*\d[^@]*$/.test(identifier)));
  const [switched, setSwitched] = useState(false);
  const key = byPhone ? "phone_number" : "email";

  const fields = useMemo(
    () => [fieldOf(setting, { key, defaultValue: typed.includes("@") === byPhone ? "" : typed })],
    [key, step],
  );

  const ask = async (to: object): Promise<void> => {
    try {
      await client.requestPasswordReset({
        ...to,
        redirectUrl,
        returnToAfterPasswordReset,
        ...(await setting.captcha("forgot_password")),
      });
    } catch (error) {
      const tells = isIdentityError(error) && error.error === "resource_not_found";
      if (!tells || !displaySafeErrorMessage) {
        throw error;
      }
    }
    succeed({ name: "password_reset_requested" });
    setTyped(Object.values(to).join());
    setStep(byPhone ? "new" : "sent");
  };

  const title = t("forgotPassword.title");
  const link = (label: string, onClick: () => void) => (
    <p class="r5-links">
      <ScreenLink onClick={onClick}>{label}</ScreenLink>
    </p>
  );
  const toLogin = (label: string) => can.login && link(label, () => go({ name: "login" }, typed));
  switch (step) {
    case "ask":
      return (
        <>
          <Title key={key} focused={focused || switched}>
            {title}
          </Title>
          <p class="r5-text">{t(byPhone ? "forgotPassword.prompt.phoneNumber" : "forgotPassword.prompt")}</p>
          <Form
            key={key}
            fields={fields}
            submitLabel={t(byPhone ? "forgotPassword.submitLabel.code" : "forgotPassword.submitLabel")}
            onChange={(values) => setTyped(values[key] ?? "")}
            onSubmit={ask}
          />
          {email &&
            phoneNumber &&
            link(t(`forgotPassword.${byPhone ? "useEmailButton" : "usePhoneNumberButton"}`), () => {
              setByPhone(!byPhone);
              setSwitched(true);
            })}
          {toLogin(t("forgotPassword.backToLoginLink"))}
        </>
      );
    case "sent":
      return (
        <>
          <Title>{title}</Title>
          <Done>{t("forgotPassword.successMessage")}</Done>
          {toLogin(t("back"))}
        </>
      );
    case "new":
      return (
        <>
          <NewPassword
            setting={setting}
            proof={{ phoneNumber: typed }}
            title={title}
            focused
            changed={() => setStep("changed")}
          />
          {link(t("code.changeNumber"), () => {
            setSwitched(true);
            setStep("ask");
          })}
        </>
      );
    case "changed":
      return (
        <>
          <Title>{t("passwordReset.successTitle")}</Title>
          <Done>{t("passwordReset.successMessage")}</Done>
          {toLogin(t("passwordReset.loginLink"))}
        </>
      );
  }
}
