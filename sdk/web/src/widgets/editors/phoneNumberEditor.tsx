import { useState } from "preact/hooks";
import { fieldOf } from "../fields/fields.js";
import { Form } from "../form/form.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Done } from "../screen/done.js";
import { EnterCode } from "../screen/enterCode.js";
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
  const { client, options, t, succeed } = setting;
  const { accessToken } = options;
  const [step, setStep] = useState<Step>({ name: "number" });
  switch (step.name) {
    case "number":
      return <EnterNumber setting={setting} sent={(phoneNumber) => setStep({ name: "code", phoneNumber })} />;
    case "code": {
      const { phoneNumber } = step;
      return (
        <EnterCode
          intro={t("phoneNumberEditor.verification.intro")}
          backLabel={t("code.changeNumber")}
          back={() => setStep({ name: "number" })}
          resend={() => client.updatePhoneNumber({ accessToken, phoneNumber })}
          onSubmit={async (data) => {
            const verificationCode = String(data.verificationCode);
            await client.verifyPhoneNumber({ accessToken, phoneNumber, verificationCode });
            succeed({ name: "phone_number_verified", phoneNumber });
            setStep({ name: "done" });
          }}
        />
      );
    }
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
