import type { ComponentChildren } from "preact";
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
import { Title } from "./title.js";
import { useOnce } from "./useOnce.js";

interface EnterCodeProps {
  title?: string;
  /** Where the code was sent, or is to be found. */
  intro: string;
  /** What shows it. */
  children?: ComponentChildren;
  /** After the code. */
  further?: readonly Field[];
  /** Whether it may have letters. */
  letters?: boolean;
  /** Default: `back`. */
  backLabel?: string;
  onSubmit: Submit;
  /** Sends one more. */
  resend?(): Promise<unknown>;
  back?(): void;
}

/** Asks for a code that has just been sent, or that an app shows. */
export function EnterCode(props: EnterCodeProps) {
  const { title, intro, children, further = [], letters, backLabel, onSubmit, resend, back } = props;
  const setting = useSetting();
  const { t, fail } = setting;
  const [problem, setProblem] = useState<string>();
  const fields = useOnce(() => [codeField(setting, letters), ...further]);

  return (
    <>
      {title ? (
        <>
          <Title focused>{title}</Title>
          <p class="r5-text">{intro}</p>
        </>
      ) : (
        <Done>{intro}</Done>
      )}
      {children}
      <Alert text={problem} />
      <Form fields={fields} submitLabel={t("send")} onSubmit={onSubmit} />
      <p class="r5-links r5-links-apart">
        {resend && (
          <Resend
            send={async () => {
              setProblem(undefined);
              try {
                await resend();
              } catch (error) {
                fail(error);
                setProblem(explained(error, t));
              }
            }}
          />
        )}
        {back && <ScreenLink onClick={back}>{backLabel ?? t("back")}</ScreenLink>}
      </p>
    </>
  );
}
