import { useState } from "preact/hooks";
import { confirmationField, newPasswordField } from "../fields/password.js";
import { Form } from "../form/form.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Alert } from "../screen/alert.js";
import { Done } from "../screen/done.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";

export interface PasswordResetOptions extends WidgetOptions {
  /** Address of the page to log in on. */
  loginLink?: string;
  canShowPassword?: boolean;
}

/** What the link of a mail brings along. */
interface Proof {
  readonly verificationCode: string;
  readonly email?: string;
  readonly phoneNumber?: string;
}

/** A new password for who has opened the link of a mail (contract section 9.9). */
export const passwordReset: Widget<PasswordResetOptions> = {
  name: "password-reset",
  content: (setting) => <PasswordReset setting={setting} proof={proofOf(location.search)} />,
};

function proofOf(search: string): Proof | undefined {
  const query = new URLSearchParams(search);
  const verificationCode = query.get("verification_code");
  // A plus that was not encoded is read as a space, which neither of the two has.
  const read = (name: string): string | undefined => query.get(name)?.trim().replaceAll(" ", "+");
  const email = read("email");
  const phoneNumber = read("phone_number");
  return verificationCode && (email || phoneNumber)
    ? { verificationCode, ...(email ? { email } : { phoneNumber }) }
    : undefined;
}

interface PasswordResetProps {
  setting: Setting<PasswordResetOptions>;
  proof?: Proof;
}

function PasswordReset({ setting, proof }: PasswordResetProps) {
  const { client, options, t, succeed } = setting;
  const [changed, setChanged] = useState(false);
  const fields = useOnce(() => [
    newPasswordField(setting, {
      name: "password",
      label: t("newPassword"),
      autocomplete: "new-password",
      canShow: options.canShowPassword,
    }),
    confirmationField(setting, "password", "password_confirmation"),
  ]);
  if (!proof) {
    return (
      <>
        <Title>{t("passwordReset.title")}</Title>
        <Alert text={t.find("error.invalidVerificationCode") ?? t("unexpectedErrorOccurred")} />
        <LoginLink setting={setting} />
      </>
    );
  }
  if (changed) {
    return (
      <>
        <Title>{t("passwordReset.successTitle")}</Title>
        <Done>{t("passwordReset.successMessage")}</Done>
        <LoginLink setting={setting} />
      </>
    );
  }
  return (
    <>
      <Title>{t("passwordReset.title")}</Title>
      <p class="r5-text">{t("passwordReset.intro")}</p>
      <Form
        fields={fields}
        submitLabel={t("send")}
        onSubmit={async ({ password }) => {
          await client.updatePassword({ ...proof, password: String(password) });
          succeed({ name: "password_changed" });
          setChanged(true);
        }}
      >
        {/* For the browser's password manager, which looks for whom the password is. */}
        <input
          class="r5-unseen"
          type="text"
          autocomplete="username"
          value={proof.email ?? proof.phoneNumber}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
      </Form>
    </>
  );
}

const LoginLink = ({ setting: { options, t } }: { setting: Setting<PasswordResetOptions> }) =>
  options.loginLink ? (
    <p class="r5-links">
      <a class="r5-link" href={options.loginLink}>
        {t("passwordReset.loginLink")}
      </a>
    </p>
  ) : null;
