import { useEffect, useState } from "preact/hooks";
import type { StepUp as StepUpAnswer } from "../../authorize/login.js";
import { SecondFactor } from "../auth/secondFactor.js";
import { Form } from "../form/form.js";
import { explained } from "../life/failure.js";
import type { WidgetOptions, WithAuth } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Alert } from "../screen/alert.js";

export interface StepUpOptions extends WidgetOptions, WithAuth {
  /** Default: the session of the browser tells who it is. */
  accessToken?: string;
  /** What the user is about to do, for the message. */
  action?: string;
  /** Whether a button begins, and not the page. Default: true. */
  showStepUpStart?: boolean;
}

/** A second factor of who is logged in, for what needs more than a login. */
export const stepUp: Widget<StepUpOptions> = {
  name: "step-up",
  content: (setting) => <StepUp setting={setting} />,
};

function StepUp({ setting }: { setting: Setting<StepUpOptions> }) {
  const { client, options, t, succeed, fail } = setting;
  const { accessToken, auth, action, showStepUpStart = true } = options;
  const [begun, setBegun] = useState<StepUpAnswer>();
  const [done, setDone] = useState(false);
  const [problem, setProblem] = useState<string>();

  const begin = async (): Promise<void> =>
    setBegun(await client.getMfaStepUpToken({ accessToken, auth, action }));
  useEffect(() => {
    if (!showStepUpStart) {
      begin().catch((error: unknown) => {
        fail(error);
        setProblem(explained(error, t));
      });
    }
  }, []);

  if (done) {
    return null;
  }
  if (begun) {
    return (
      <SecondFactor
        setting={setting}
        client={client}
        stepUp={begun.token}
        factors={begun.amr}
        proceed={(authResult, { authType }) => {
          succeed({ name: "login_2nd_step", authType, authResult });
          setDone(true);
        }}
      />
    );
  }
  return showStepUpStart ? (
    <Form fields={[]} submitLabel={t("mfa.stepUp.start")} onSubmit={begin} />
  ) : (
    <Alert text={problem} />
  );
}
