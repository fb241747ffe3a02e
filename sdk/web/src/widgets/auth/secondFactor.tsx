import { useEffect, useState } from "preact/hooks";
import { CheckboxControl } from "../fields/checkbox.js";
import type { Field } from "../form/field.js";
import { explained } from "../life/failure.js";
import type { Setting } from "../life/setting.js";
import { Alert } from "../screen/alert.js";
import { EnterCode } from "../screen/enterCode.js";
import { Title } from "../screen/title.js";
import type { TextKey } from "../texts/english.js";
import type { ScreenProps } from "./screens.js";

interface SecondFactorProps extends Pick<ScreenProps, "client" | "proceed"> {
  setting: Setting;
  /** Of the login that wants another proof. */
  stepUp: string;
  /** The user's, in the order to offer them. */
  factors: readonly string[];
}

interface Factor {
  readonly label: TextKey;
  readonly prompt: TextKey;
  /** Whether a code is sent, which can be sent once more. */
  readonly sent: boolean;
}

/** By the names that the server has for them. */
export const FACTORS: Readonly<Record<string, Factor>> = {
  email: { label: "email", prompt: "mfa.verify.email", sent: true },
  sms: { label: "phoneNumber", prompt: "mfa.verify.sms", sent: true },
  totp: { label: "mfa.factor.totp", prompt: "mfa.verify.totp", sent: false },
  recovery_code: { label: "mfa.factor.recoveryCode", prompt: "mfa.verify.recoveryCode", sent: false },
};

/** Asks for a second factor after the first: for the only one there is at once, else the user chooses. */
export function SecondFactor({ setting, stepUp, client, proceed, ...props }: SecondFactorProps) {
  const { t, fail, kit } = setting;
  const factors = props.factors.filter((name) => Object.hasOwn(FACTORS, name));
  const [chosen, setChosen] = useState<{ name: string; challengeId: string }>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const send = async (name: string): Promise<void> => {
    const { challengeId } = await client.startPasswordless({ authType: name, stepUp });
    setChosen({ name, challengeId });
  };
  const start = async (name: string): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await send(name);
    } catch (error) {
      fail(error);
      setProblem(explained(error, t));
    }
    setBusy(false);
  };

  useEffect(() => {
    const [only] = factors;
    if (factors.length === 1 && only !== undefined) {
      void start(only);
    }
  }, []);

  const title = t("mfa.stepUp.start");
  const factor = chosen && FACTORS[chosen.name];
  if (factor) {
    const { name, challengeId } = chosen;
    return (
      <EnterCode
        title={title}
        intro={t(factor.prompt)}
        letters={name === "recovery_code"}
        further={kit.config.trustedDevicesEnabled ? [trustDeviceField(t("mfa.stepUp.trustDevice"))] : []}
        resend={factor.sent ? () => send(name) : undefined}
        back={factors.length > 1 ? () => setChosen(undefined) : undefined}
        onSubmit={async ({ verificationCode, trustDevice }) => {
          const result = await client.verifyMfaPasswordless({
            challengeId,
            verificationCode: String(verificationCode),
            trustDevice: trustDevice === true || undefined,
          });
          proceed(result, { name: "login", authType: name });
        }}
      />
    );
  }
  return (
    <>
      <Title focused>{title}</Title>
      <Alert text={problem} />
      <p class="r5-text">{t("mfa.select.factor")}</p>
      <div class="r5-stack">
        {factors.map((name) => (
          <button
            key={name}
            type="button"
            class="r5-button r5-button-plain"
            disabled={busy}
            onClick={() => void start(name)}
          >
            {t(FACTORS[name]?.label ?? "verificationCode")}
          </button>
        ))}
      </div>
    </>
  );
}

export const trustDeviceField = (label: string): Field => ({
  name: "trust_device",
  path: ["trustDevice"],
  label,
  required: false,
  initial: "",
  labelled: "own",
  Control: CheckboxControl,
  data: () => true,
});
