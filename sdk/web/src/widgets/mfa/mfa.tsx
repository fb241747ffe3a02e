import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { MfaCredential, MfaRegistration } from "../../commands/mfa.js";
import { trustDeviceField } from "../auth/secondFactor.js";
import { fieldOf } from "../fields/fields.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import type { Submit } from "../form/useForm.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Arrival } from "../screen/arrival.js";
import { EnterCode } from "../screen/enterCode.js";
import { useOnce } from "../screen/useOnce.js";
import { Separator } from "../social/buttons.js";
import type { TextKey } from "../texts/english.js";
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
type Kind = "email" | "sms";

/** Codes by mail and by text message as second factors: turned on and off. */
export const mfa: Widget<MfaOptions> = {
  name: "mfa",
  content: async (setting) => <Mfa setting={setting} present={await credentialsOf(setting)} />,
};

const credentialsOf = async ({ client, options }: Options): Promise<readonly MfaCredential[]> =>
  (await client.listMfaCredentials(options.accessToken)).credentials;

/** Begins once more what is being registered. */
type Start = () => Promise<MfaRegistration>;

function Mfa({ setting, present }: { setting: Options; present: readonly MfaCredential[] }) {
  const { client, options, kit, t, succeed } = setting;
  const { accessToken, action, showIntro = true, showRemoveMfaCredentials = true } = options;
  const { mfaEmailEnabled, mfaSmsEnabled, trustedDevicesEnabled } = kit.config;
  const [credentials, setCredentials] = useState(present);
  const [coding, setCoding] = useState<{ kind: Kind; start: Start }>();
  const [changed, setChanged] = useState(0);
  const numberField = useOnce(() => [fieldOf(setting, "phone_number")]);
  const trustField = useOnce<Field[]>(() =>
    options.allowTrustDevice && trustedDevicesEnabled ? [trustDeviceField(t("mfa.stepUp.trustDevice"))] : [],
  );

  const refresh = async (): Promise<void> => {
    setCredentials(await credentialsOf(setting));
    setCoding(undefined);
    setChanged(changed + 1);
  };
  const begin = async (kind: Kind, start: Start): Promise<void> => {
    const { status } = await start();
    succeed({ name: `mfa_${NAMES[kind]}_start_registration` });
    if (status === "enabled") {
      succeed({ name: `mfa_${NAMES[kind]}_verify_registration` });
      await refresh();
    } else {
      setCoding({ kind, start });
    }
  };

  if (coding) {
    const { kind, start } = coding;
    const verify =
      kind === "email" ? client.verifyMfaEmailRegistration : client.verifyMfaPhoneNumberRegistration;
    return (
      <EnterCode
        intro={t(`mfa.verify.${kind}`)}
        further={trustField}
        resend={start}
        back={() => {
          setCoding(undefined);
          setChanged(changed + 1);
        }}
        onSubmit={async ({ verificationCode, trustDevice }) => {
          const trusted = trustDevice === true || undefined;
          await verify({ accessToken, verificationCode: String(verificationCode), trustDevice: trusted });
          succeed({ name: `mfa_${NAMES[kind]}_verify_registration` });
          if (trusted) {
            succeed({ name: "mfa_trusted_device_added" });
          }
          await refresh();
        }}
      />
    );
  }

  const email = credentials.find(({ type }) => type === "email");
  const phone = credentials.find(({ type }) => type === "sms");
  const sections: ComponentChildren[] = [];
  const section = (text: TextKey, label: TextKey, onSubmit: Submit, fields: readonly Field[] = []) =>
    sections.push(
      <>
        {showIntro && <p class="r5-text">{t(text)}</p>}
        <Form fields={fields} submitLabel={t(label)} onSubmit={onSubmit} />
      </>,
    );
  if (mfaEmailEnabled && !email) {
    section(
      options.requireMfaRegistration ? "mfa.email.explain.required" : "mfa.email.explain",
      "mfa.register.email",
      () => begin("email", () => client.startMfaEmailRegistration({ accessToken, action })),
    );
  }
  if (mfaSmsEnabled && !phone) {
    section(
      "mfa.phoneNumber.explain",
      "mfa.register.phoneNumber",
      (data) => {
        const phoneNumber = String(data.phoneNumber);
        return begin("sms", () =>
          client.startMfaPhoneNumberRegistration({ accessToken, phoneNumber, action }),
        );
      },
      numberField,
    );
  }
  const removal = async (kind: Kind, removed: Promise<void>): Promise<void> => {
    await removed;
    succeed({ name: `mfa_${NAMES[kind]}_deleted` });
    await refresh();
  };
  if (showRemoveMfaCredentials && email) {
    section("mfa.email.remove.explain", "mfa.remove.email", () =>
      removal("email", client.removeMfaEmail({ accessToken })),
    );
  }
  if (showRemoveMfaCredentials && phone) {
    const { phoneNumber = "" } = phone;
    section("mfa.phoneNumber.remove.explain", "mfa.remove.phoneNumber", () =>
      removal("sms", client.removeMfaPhoneNumber({ accessToken, phoneNumber })),
    );
  }
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

/** As events call them. */
const NAMES = { email: "email", sms: "phone_number" } as const;
