import { useState } from "preact/hooks";
import { codeField } from "../fields/code.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import type { Submit } from "../form/useForm.js";
import { explained } from "../life/failure.js";
import { useSetting } from "../life/setting.js";
import { Alert } from "./alert.js";
import { Done } from "./done.js";
import { ScreenLink } from "./link.js";
import { Resend } from "./resend.js";
import { useOnce } from "./useOnce.js";

interface EnterCodeProps {
  /** Where the code was sent. */
  intro: string;
  /** After the code. */
  further?: readonly Field[];
  /** Default: `back`. */
  backLabel?: string;
  onSubmit: Submit;
  /** Sends one more. */
  resend(): Promise<unknown>;
  back(): void;
}

/** Asks for a code that has just been sent. */
export function EnterCode({ intro, further = [], backLabel, onSubmit, resend, back }: EnterCodeProps) {
  const setting = useSetting();
  const { t, fail } = setting;
  const [problem, setProblem] = useState<string>();
  const fields = useOnce(() => [codeField(setting), ...further]);

  const again = async (): Promise<void> => {
    setProblem(undefined);
    try {
      await resend();
    } catch (error) {
      fail(error);
      setProblem(explained(error, t));
    }
  };

  return (
    <>
      <Done>{intro}</Done>
      <Alert text={problem} />
      <Form fields={fields} submitLabel={t("send")} onSubmit={onSubmit} />
      <p class="r5-links r5-links-apart">
        <Resend send={again} />
        <ScreenLink onClick={back}>{backLabel ?? t("back")}</ScreenLink>
      </p>
    </>
  );
}
