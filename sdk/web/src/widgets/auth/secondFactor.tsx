import { useEffect, useState } from "preact/hooks";
import { CheckboxControl } from "../fields/checkbox.js";
import { codeField } from "../fields/code.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import { explained } from "../life/failure.js";
import type { Setting } from "../life/setting.js";
import { Alert } from "../screen/alert.js";
import { ScreenLink } from "../screen/link.js";
import { Resend } from "../screen/resend.js";
import { Title } from "../screen/title.js";
import { useOnce } from "../screen/useOnce.js";
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
export function SecondFactor(props: SecondFactorProps) {
  const { setting, stepUp, client } = props;
  const { t, fail } = setting;
  const factors = props.factors.filter((name) => Object.hasOwn(FACTORS, name));
  const [chosen, setChosen] = useState<{ name: string; factor: Factor; challengeId: string }>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const start = async (name: string): Promise<void> => {
    const factor = FACTORS[name];
    if (!factor) {
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      const { challengeId } = await client.startPasswordless({ authType: name, stepUp });
      setChosen({ name, factor, challengeId });
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

  if (chosen) {
    const others = factors.length > 1 ? () => setChosen(undefined) : undefined;
    return (
      <EnterCode {...props} {...chosen} again={() => start(chosen.name)} others={others} problem={problem} />
    );
  }
  return (
    <>
      <Title focused>{t("mfa.stepUp.start")}</Title>
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

interface EnterCodeProps extends SecondFactorProps {
  factor: Factor;
  name: string;
  challengeId: string;
  problem?: string;
  again(): Promise<void>;
  others?(): void;
}

function EnterCode(props: EnterCodeProps) {
  const { setting, client, proceed, factor, name, challengeId, again, others, problem } = props;
  const { t, kit } = setting;
  const fields = useOnce<Field[]>(() => [
    codeField(setting, name !== "recovery_code"),
    ...(kit.config.trustedDevicesEnabled ? [trustDeviceField(t("mfa.stepUp.trustDevice"))] : []),
  ]);
  return (
    <>
      <Title focused>{t("mfa.stepUp.start")}</Title>
      <Alert text={problem} />
      <p class="r5-text">{t(factor.prompt)}</p>
      <Form
        fields={fields}
        submitLabel={t("send")}
        onSubmit={async ({ verificationCode, trustDevice }) => {
          const result = await client.verifyMfaPasswordless({
            challengeId,
            verificationCode: String(verificationCode),
            trustDevice: trustDevice === true || undefined,
          });
          proceed(result, { name: "login", authType: name });
        }}
      />
      <p class="r5-links r5-links-apart">
        {factor.sent && <Resend send={again} />}
        {others && <ScreenLink onClick={others}>{t("back")}</ScreenLink>}
      </p>
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
