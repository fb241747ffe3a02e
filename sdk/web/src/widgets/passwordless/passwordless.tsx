import { useState } from "preact/hooks";
import type { AuthResult } from "../../authorize/result.js";
import type { PasswordlessStart } from "../../commands/passwordless.js";
import { OtherWays } from "../auth/otherWays.js";
import { SecondFactor } from "../auth/secondFactor.js";
import { fieldOf } from "../fields/fields.js";
import { Form } from "../form/form.js";
import type { SuccessEvent, WidgetOptions, WithAuth, WithCaptcha } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Arrival } from "../screen/arrival.js";
import { EnterCode } from "../screen/enterCode.js";
import { useOnce } from "../screen/useOnce.js";

export interface PasswordlessOptions extends WidgetOptions, WithAuth, WithCaptcha {
  /** By mail or by text message. Default: `magic_link`. */
  authType?: "magic_link" | "sms";
  showSocialLogins?: boolean;
  /** Default: the client's. */
  socialProviders?: readonly string[];
  /** Default: true. */
  showIntro?: boolean;
}

/** Login, and sign-up, by a link or a code (contract section 9.10). */
export const passwordless: Widget<PasswordlessOptions> = {
  name: "passwordless",
  checksSession: true,
  content: (setting) => <Passwordless setting={setting} />,
};

/** Whom a message goes to. */
type Recipient = Pick<PasswordlessStart, "authType" | "email" | "phoneNumber">;

type Step =
  | { readonly name: "recipient"; readonly former?: string }
  | { readonly name: "code"; readonly recipient: Recipient }
  | { readonly name: "secondFactor"; readonly stepUp: string; readonly factors: readonly string[] };

function Passwordless({ setting }: { setting: Setting<PasswordlessOptions> }) {
  const { client, options, t, succeed } = setting;
  const { auth } = options;
  const [step, setStep] = useState<Step>({ name: "recipient" });

  const send = async (recipient: Recipient): Promise<void> => {
    const captcha = await setting.captcha("passwordless_start");
    await client.startPasswordless({ ...recipient, auth, ...captcha });
    succeed({ name: "otp_sent", authType: recipient.authType });
  };
  const proceed = ({ stepUpToken, amr, ...authResult }: AuthResult, success: SuccessEvent): void => {
    if (stepUpToken) {
      setStep({ name: "secondFactor", stepUp: stepUpToken, factors: amr ?? [] });
    } else {
      succeed({ authResult, ...success });
    }
  };

  switch (step.name) {
    case "recipient":
      return (
        <EnterRecipient
          setting={setting}
          former={step.former}
          onSubmit={async (recipient) => {
            await send(recipient);
            setStep({ name: "code", recipient });
          }}
        />
      );
    case "code": {
      const { recipient } = step;
      const { authType, email, phoneNumber } = recipient;
      // The mail has both, for who reads it on another device.
      return (
        <EnterCode
          intro={t(email ? "passwordless.emailSent" : "passwordless.sms.verification.intro")}
          backLabel={email ? undefined : t("code.changeNumber")}
          back={() => setStep({ name: "recipient", former: email ?? phoneNumber })}
          resend={() => send(recipient)}
          onSubmit={async (data) => {
            const verificationCode = String(data.verificationCode);
            const result = await client.verifyPasswordless({ ...recipient, verificationCode, auth });
            proceed(result, { name: "login", authType });
          }}
        />
      );
    }
    case "secondFactor":
      return <SecondFactor {...step} setting={setting} client={client} proceed={proceed} />;
  }
}

interface EnterRecipientProps {
  setting: Setting<PasswordlessOptions>;
  /** Who it was before. */
  former?: string;
  onSubmit(recipient: Recipient): Promise<void>;
}

function EnterRecipient({ setting, former, onSubmit }: EnterRecipientProps) {
  const { options, kit, t } = setting;
  const { auth = {}, authType = "magic_link", showIntro = true, showSocialLogins } = options;
  const bySms = authType === "sms";
  const fields = useOnce(() => [
    fieldOf(setting, { key: bySms ? "phone_number" : "email", defaultValue: former }),
  ]);
  const providers = showSocialLogins ? (options.socialProviders ?? kit.config.socialProviders) : [];
  return (
    <Arrival focused={former !== undefined}>
      <OtherWays providers={providers} auth={auth} />
      {showIntro && <p class="r5-text">{t(bySms ? "passwordless.sms.intro" : "passwordless.intro")}</p>}
      <Form fields={fields} submitLabel={t("send")} onSubmit={(data) => onSubmit({ ...data, authType })} />
    </Arrival>
  );
}
