import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { MfaCode, MfaCredential, MfaRegistration } from "../../commands/mfa.js";
import { trustDeviceField } from "../auth/secondFactor.js";
import { fieldOf } from "../fields/fields.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import type { Submit } from "../form/useForm.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Arrival } from "../screen/arrival.js";
import { Done } from "../screen/done.js";
import { EnterCode } from "../screen/enterCode.js";
import { ScreenLink } from "../screen/link.js";
import { useOnce } from "../screen/useOnce.js";
import { Separator } from "../social/buttons.js";
import type { TextKey } from "../texts/english.js";
import { type App, AppKey, appToSetUp } from "./app.js";
import { CredentialList } from "./credentials.js";

export interface MfaOptions extends WidgetOptions {
  /** Of a login that has just been: the server says how long ago it may be. */
  accessToken: string;
  /** Default: true. */
  showIntro?: boolean;
  /** Says that a second factor must be set up. */
  requireMfaRegistration?: boolean;
  /** Default: true. */
  showRemoveMfaCredentials?: boolean;
  /** Offers to ask for no second factor on this device, where the server does that. */
  allowTrustDevice?: boolean;
  /** What the user is about to do, for the message. */
  action?: string;
}

type Options = Setting<MfaOptions>;

/** As events call them. */
const NAMES = { email: "email", sms: "phone_number", totp: "totp", recovery_code: "recovery_codes" } as const;

type Kind = keyof typeof NAMES;

/** Second factors: codes by mail and by text message, an authenticator app, and recovery codes. */
export const mfa: Widget<MfaOptions> = {
  name: "mfa",
  content: async (setting) => <Mfa setting={setting} present={await credentialsOf(setting)} />,
};

const credentialsOf = async ({ client, options }: Options): Promise<readonly MfaCredential[]> =>
  (await client.listMfaCredentials(options.accessToken)).credentials;

/** What is shown in the place of the sections. */
interface Step {
  readonly kind: Kind;
  /** Sends one more code. */
  readonly start?: () => Promise<MfaRegistration>;
  readonly app?: App;
  /** Recovery codes that have just been made. */
  readonly codes?: readonly string[];
}

function Mfa({ setting, present }: { setting: Options; present: readonly MfaCredential[] }) {
  const { client, options, kit, t, succeed } = setting;
  const { accessToken, action, showIntro = true, showRemoveMfaCredentials = true } = options;
  const { config } = kit;
  const [credentials, setCredentials] = useState(present);
  const [step, setStep] = useState<Step>();
  const [changed, setChanged] = useState(0);
  const numberField = useOnce(() => [fieldOf(setting, "phone_number")]);
  const trustField = useOnce<Field[]>(() =>
    options.allowTrustDevice && config.trustedDevicesEnabled
      ? [trustDeviceField(t("mfa.stepUp.trustDevice"))]
      : [],
  );

  const tell = (kind: Kind, what: string): void => succeed({ name: `mfa_${NAMES[kind]}_${what}` });
  const toSections = (): void => {
    setStep(undefined);
    setChanged(changed + 1);
  };
  const refresh = async (): Promise<void> => {
    setCredentials(await credentialsOf(setting));
    toSections();
  };
  const begin = async (kind: Kind, start: () => Promise<MfaRegistration>): Promise<void> => {
    const { status } = await start();
    tell(kind, "start_registration");
    if (status === "enabled") {
      tell(kind, "verify_registration");
      await refresh();
    } else {
      setStep({ kind, start });
    }
  };

  if (step?.codes) {
    return (
      <>
        <Done>{t("mfa.recoveryCodes.keep")}</Done>
        <ul class="r5-codes" dir="ltr">
          {step.codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <p class="r5-links">
          <ScreenLink onClick={() => void refresh()}>{t("back")}</ScreenLink>
        </p>
      </>
    );
  }
  if (step) {
    const { kind, start, app } = step;
    const verify = (code: MfaCode): Promise<MfaCredential> =>
      app
        ? client.verifyMfaAppRegistration(code)
        : kind === "email"
          ? client.verifyMfaEmailRegistration(code)
          : client.verifyMfaPhoneNumberRegistration(code);
    return (
      <EnterCode
        intro={t(app ? "mfa.totp.scan" : kind === "email" ? "mfa.verify.email" : "mfa.verify.sms")}
        further={trustField}
        resend={start}
        back={toSections}
        onSubmit={async ({ verificationCode, trustDevice }) => {
          const trusted = trustDevice === true || undefined;
          await verify({ accessToken, verificationCode: String(verificationCode), trustDevice: trusted });
          tell(kind, "verify_registration");
          if (trusted) {
            succeed({ name: "mfa_trusted_device_added" });
          }
          await refresh();
        }}
      >
        {app && <AppKey app={app} />}
      </EnterCode>
    );
  }

  const sections: ComponentChildren[] = [];
  const section = (
    text: TextKey,
    label: TextKey,
    onSubmit: Submit,
    { fields = [], plain }: { fields?: readonly Field[]; plain?: boolean } = {},
  ) =>
    sections.push(
      <>
        {showIntro && <p class="r5-text">{t(text)}</p>}
        <Form fields={fields} submitLabel={t(label)} onSubmit={onSubmit} plain={plain} />
      </>,
    );
  const has = (kind: Kind): MfaCredential | undefined => credentials.find(({ type }) => type === kind);
  const phone = has("sms");

  if (config.mfaEmailEnabled && !has("email")) {
    section(
      options.requireMfaRegistration ? "mfa.email.explain.required" : "mfa.email.explain",
      "mfa.register.email",
      () => begin("email", () => client.startMfaEmailRegistration({ accessToken, action })),
    );
  }
  if (config.mfaSmsEnabled && !phone) {
    section(
      "mfa.phoneNumber.explain",
      "mfa.register.phoneNumber",
      (data) => {
        const phoneNumber = String(data.phoneNumber);
        return begin("sms", () =>
          client.startMfaPhoneNumberRegistration({ accessToken, phoneNumber, action }),
        );
      },
      { fields: numberField },
    );
  }
  if (config.mfaTotpEnabled && !has("totp")) {
    section("mfa.totp.explain", "mfa.register.totp", async () => {
      const app = await appToSetUp(setting, accessToken);
      tell("totp", "start_registration");
      setStep({ kind: "totp", app });
    });
  }
  // They are for who has lost another factor, and so for who has one.
  if (config.mfaRecoveryCodesEnabled && credentials.length) {
    const again = has("recovery_code");
    section(
      again ? "mfa.recoveryCodes.explain.again" : "mfa.recoveryCodes.explain",
      "mfa.register.recoveryCodes",
      async () => {
        const { recoveryCodes } = await client.createMfaRecoveryCodes({ accessToken });
        tell("recovery_code", "created");
        setStep({ kind: "recovery_code", codes: recoveryCodes });
      },
    );
  }
  const removal = (kind: Kind, text: TextKey, label: TextKey, remove: () => Promise<void>): void => {
    if (showRemoveMfaCredentials && has(kind)) {
      const removed = async (): Promise<void> => {
        await remove();
        tell(kind, "deleted");
        await refresh();
      };
      section(text, label, removed, { plain: true });
    }
  };
  removal("email", "mfa.email.remove.explain", "mfa.remove.email", () =>
    client.removeMfaEmail({ accessToken }),
  );
  removal("sms", "mfa.phoneNumber.remove.explain", "mfa.remove.phoneNumber", () =>
    client.removeMfaPhoneNumber({ accessToken, phoneNumber: phone?.phoneNumber ?? "" }),
  );
  removal("totp", "mfa.totp.remove.explain", "mfa.remove.totp", () => client.removeMfaApp({ accessToken }));
  removal("recovery_code", "mfa.recoveryCodes.remove.explain", "mfa.remove.recoveryCodes", () =>
    client.removeMfaRecoveryCodes({ accessToken }),
  );

  return (
    <Arrival key={changed} focused={changed > 0}>
      {sections.length ? (
        sections.map((section, at) => (
          <>
            {at > 0 && <Separator />}
            {section}
          </>
        ))
      ) : (
        <CredentialList credentials={credentials} />
      )}
    </Arrival>
  );
}
