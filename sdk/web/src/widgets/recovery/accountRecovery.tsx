import { useState } from "preact/hooks";
import type { AccountRecoveryRequest } from "../../commands/password.js";
import {
  LoginLink,
  NewPassword,
  PasswordChanged,
  type PasswordResetOptions,
  type Proof,
  proofOf,
} from "../editors/passwordReset.js";
import { fieldOf } from "../fields/fields.js";
import { Form } from "../form/form.js";
import { unlessDeclined } from "../life/declined.js";
import type { WithCaptcha } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Done } from "../screen/done.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
import { Separator } from "../social/buttons.js";

export interface AccountRecoveryOptions
  extends
    PasswordResetOptions,
    WithCaptcha,
    Pick<AccountRecoveryRequest, "redirectUrl" | "returnToAfterAccountRecovery"> {
  /** Whether a password may take the place of the passkeys. Default: true. */
  allowCreatePassword?: boolean;
}

type Options = Setting<AccountRecoveryOptions>;

/**
 * For who can no longer log in: asks for the mail and, on the page that its link leads to, for a new passkey or a new
 * password.
 */
export const accountRecovery: Widget<AccountRecoveryOptions> = {
  name: "account-recovery",
  content(setting) {
    const proof = proofOf(location.search);
    return proof ? <Recover setting={setting} proof={proof} /> : <AskForMail setting={setting} />;
  },
};

function AskForMail({ setting }: { setting: Options }) {
  const { client, options, t, succeed } = setting;
  const { redirectUrl, loginLink, returnToAfterAccountRecovery } = options;
  const [sent, setSent] = useState(false);
  const fields = useOnce(() => [fieldOf(setting, "email")]);
  return (
    <>
      <Title>{t("accountRecovery.title")}</Title>
      {sent ? (
        <Done>{t("accountRecovery.successMessage")}</Done>
      ) : (
        <>
          <p class="r5-text">{t("accountRecovery.prompt")}</p>
          <Form
            fields={fields}
            submitLabel={t("accountRecovery.submitLabel")}
            onSubmit={async ({ email }) => {
              const links = { redirectUrl, loginLink, returnToAfterAccountRecovery };
              const captcha = await setting.captcha("account_recovery");
              await client.requestAccountRecovery({ email: String(email), ...links, ...captcha });
              succeed({ name: "account_recovery" });
              setSent(true);
            }}
          />
        </>
      )}
      <LoginLink setting={setting} label="accountRecovery.backToLoginLink" />
    </>
  );
}

interface RecoverProps {
  setting: Options;
  proof: Proof;
}

type Screen = "passkey" | "passkeyMade" | "password" | "passwordChanged";

function Recover({ setting, proof }: RecoverProps) {
  const { options, kit, t } = setting;
  const passkeys = kit.config.webAuthn && window.PublicKeyCredential !== undefined;
  const [{ screen, focused }, setAt] = useState<{ screen: Screen; focused: boolean }>({
    screen: passkeys ? "passkey" : "password",
    focused: false,
  });
  const go = (to: Screen): void => setAt({ screen: to, focused: true });
  switch (screen) {
    case "passkey":
      return (
        <>
          <NewPasskey setting={setting} proof={proof} focused={focused} made={() => go("passkeyMade")} />
          {(options.allowCreatePassword ?? true) && (
            <>
              <Separator />
              <p class="r5-links">
                <ScreenLink onClick={() => go("password")}>{t("accountRecovery.password.title")}</ScreenLink>
              </p>
            </>
          )}
        </>
      );
    case "passkeyMade":
      return (
        <>
          <Title>{t("accountRecovery.passkeyReset.successTitle")}</Title>
          <Done>{t("accountRecovery.passkeyReset.successMessage")}</Done>
          <LoginLink setting={setting} label="accountRecovery.passkeyReset.loginLink" />
        </>
      );
    case "password":
      return (
        <>
          <NewPassword
            setting={setting}
            proof={proof}
            title={t("accountRecovery.password.title")}
            focused={focused}
            changed={() => go("passwordChanged")}
          />
          {passkeys && (
            <p class="r5-links">
              <ScreenLink onClick={() => go("passkey")}>{t("back")}</ScreenLink>
            </p>
          )}
        </>
      );
    case "passwordChanged":
      return <PasswordChanged setting={setting} />;
  }
}

function NewPasskey({ setting, proof, focused, made }: RecoverProps & { focused: boolean; made(): void }) {
  const { client, t, succeed } = setting;
  return (
    <>
      <Title focused={focused}>{t("accountRecovery.passkeyReset.title")}</Title>
      <p class="r5-text">{t("accountRecovery.passkeyReset.intro")}</p>
      <Form
        fields={[]}
        submitLabel={t("accountRecovery.passkeyReset.button")}
        again
        onSubmit={async () => {
          if (await unlessDeclined(setting, client.resetPasskeys(proof))) {
            succeed({ name: "webauthn_reset" });
            made();
          }
        }}
      />
    </>
  );
}
