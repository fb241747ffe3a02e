import { useState } from "preact/hooks";
import { codeField } from "../fields/code.js";
import { confirmationField, newPasswordField } from "../fields/password.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Alert } from "../screen/alert.js";
import { Done } from "../screen/done.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
import type { TextKey } from "../texts/english.js";

export interface PasswordResetOptions extends WidgetOptions {
  /** Address of the page to log in on. */
  loginLink?: string;
  canShowPassword?: boolean;
}

/** Whom a code was sent to. */
interface Recipient {
  readonly email?: string;
  readonly phoneNumber?: string;
}

/** What the link of a mail brings along. */
export interface Proof extends Recipient {
  readonly verificationCode: string;
}

/** A new password for who has opened the link of a mail (contract section 9.9). */
export const passwordReset: Widget<PasswordResetOptions> = {
  name: "password-reset",
  content: (setting) => <PasswordReset setting={setting} proof={proofOf(location.search)} />,
};

export function proofOf(search: string): Proof | undefined {
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
  const { t } = setting;
  const [changed, setChanged] = useState(false);
  if (!proof) {
    return (
      <>
        <Title>{t("passwordReset.title")}</Title>
        <Alert text={t.find("error.invalidVerificationCode") ?? t("unexpectedErrorOccurred")} />
        <LoginLink setting={setting} label="passwordReset.loginLink" />
      </>
    );
  }
  return changed ? (
    <PasswordChanged setting={setting} />
  ) : (
    <NewPassword
      setting={setting}
      proof={proof}
      title={t("passwordReset.title")}
      changed={() => setChanged(true)}
    />
  );
}

interface NewPasswordProps {
  setting: Setting<PasswordResetOptions>;
  /** Without a code that is asked for, too. */
  proof: Recipient | Proof;
  title: string;
  focused?: boolean;
  changed(): void;
}

/** Asks for it, twice; before that for the code that was sent, where no link brought it. */
export function NewPassword({ setting, proof, title, focused, changed }: NewPasswordProps) {
  const { client, options, t, succeed } = setting;
  const coded = "verificationCode" in proof;
  const fields = useOnce<Field[]>(() => [
    ...(coded ? [] : [codeField(setting)]),
    newPasswordField(setting, {
      name: "password",
      label: t("newPassword"),
      autocomplete: "new-password",
      canShow: options.canShowPassword,
    }),
    confirmationField(setting, "password", "password_confirmation"),
  ]);
  return (
    <>
      <Title focused={focused}>{title}</Title>
      <p class="r5-text">{t(coded ? "passwordReset.intro" : "forgotPassword.verificationCode")}</p>
      <Form
        fields={fields}
        submitLabel={t("send")}
        onSubmit={async ({ password, ...code }) => {
          await client.updatePassword({ ...proof, ...code, password: String(password) });
          succeed({ name: "password_changed" });
          changed();
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

export const PasswordChanged = ({ setting }: { setting: Setting<PasswordResetOptions> }) => (
  <>
    <Title>{setting.t("passwordReset.successTitle")}</Title>
    <Done>{setting.t("passwordReset.successMessage")}</Done>
    <LoginLink setting={setting} label="passwordReset.loginLink" />
  </>
);

interface LoginLinkProps {
  setting: Setting<PasswordResetOptions>;
  label: TextKey;
}

/** To the page to log in on, if it is known. */
export const LoginLink = ({ setting: { options, t }, label }: LoginLinkProps) =>
  options.loginLink ? (
    <p class="r5-links">
      <a class="r5-link" href={options.loginLink}>
        {t(label)}
      </a>
    </p>
  ) : null;
