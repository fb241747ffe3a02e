import { useState } from "preact/hooks";
import { codeField } from "../fields/code.js";
import { fieldOf } from "../fields/fields.js";
import { Form } from "../form/form.js";
import { explained } from "../life/failure.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Alert } from "../screen/alert.js";
import { Done } from "../screen/done.js";
import { ScreenLink } from "../screen/link.js";
import { Resend } from "../screen/resend.js";
import { useOnce } from "../screen/useOnce.js";

export interface PhoneNumberEditorOptions extends WidgetOptions {
  accessToken: string;
}

/** A new phone number, and the code that was sent to it (contract section 9.13). */
export const phoneNumberEditor: Widget<PhoneNumberEditorOptions> = {
  name: "phone-number-editor",
  content: (setting) => <PhoneNumberEditor setting={setting} />,
};

interface ScreenProps {
  setting: Setting<PhoneNumberEditorOptions>;
}

type Step = { name: "number" } | { name: "code"; phoneNumber: string } | { name: "done" };

function PhoneNumberEditor({ setting }: ScreenProps) {
  const { t } = setting;
  const [step, setStep] = useState<Step>({ name: "number" });
  switch (step.name) {
    case "number":
      return <EnterNumber setting={setting} sent={(phoneNumber) => setStep({ name: "code", phoneNumber })} />;
    case "code":
      return (
        <EnterCode
          setting={setting}
          phoneNumber={step.phoneNumber}
          verified={() => setStep({ name: "done" })}
          back={() => setStep({ name: "number" })}
        />
      );
    case "done":
      return <Done>{t("phoneNumberEditor.success")}</Done>;
  }
}

function EnterNumber({ setting, sent }: ScreenProps & { sent(phoneNumber: string): void }) {
  const { client, options, t, succeed } = setting;
  const fields = useOnce(() => [fieldOf(setting, "phone_number")]);
  return (
    <>
      <p class="r5-text">{t("phoneNumberEditor.intro")}</p>
      <Form
        fields={fields}
        submitLabel={t("send")}
        onSubmit={async (data) => {
          const phoneNumber = String(data.phoneNumber);
          await client.updatePhoneNumber({ accessToken: options.accessToken, phoneNumber });
          succeed({ name: "phone_number_updated", phoneNumber });
          sent(phoneNumber);
        }}
      />
    </>
  );
}

interface EnterCodeProps extends ScreenProps {
  phoneNumber: string;
  verified(): void;
  back(): void;
}

function EnterCode({ setting, phoneNumber, verified, back }: EnterCodeProps) {
  const { client, options, t, succeed, fail } = setting;
  const { accessToken } = options;
  const [problem, setProblem] = useState<string>();
  const fields = useOnce(() => [codeField(setting)]);

  const resend = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await client.updatePhoneNumber({ accessToken, phoneNumber });
    } catch (error) {
      fail(error);
      setProblem(explained(error, t));
    }
  };

  return (
    <>
      <Done>{t("phoneNumberEditor.verification.intro")}</Done>
      <Alert text={problem} />
      <Form
        fields={fields}
        submitLabel={t("send")}
        onSubmit={async ({ verificationCode }) => {
          const code = String(verificationCode);
          await client.verifyPhoneNumber({ accessToken, phoneNumber, verificationCode: code });
          succeed({ name: "phone_number_verified", phoneNumber });
          verified();
        }}
      />
      <p class="r5-links r5-links-apart">
        <Resend send={resend} />
        <ScreenLink onClick={back}>{t("code.changeNumber")}</ScreenLink>
      </p>
    </>
  );
}
