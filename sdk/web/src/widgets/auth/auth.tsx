import { useState } from "preact/hooks";
import { complain } from "../../log.js";
import { fieldsOf } from "../fields/fields.js";
import type { Field } from "../form/field.js";
import { Failure } from "../life/failure.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { AwaitingVerification } from "./awaitingVerification.js";
import { ForgotPassword } from "./forgotPassword.js";
import { Login } from "./login.js";
import type { AuthWidgetOptions } from "./options.js";
import { QuickLogin } from "./quickLogin.js";
import { Reauthentication } from "./reauthentication.js";
import { abilitiesOf, firstScreen, type Screen, type ScreenProps } from "./screens.js";
import { SecondFactor } from "./secondFactor.js";
import { Signup } from "./signup.js";

const SIGNUP_FIELDS = ["given_name", "family_name", "email", "password", "password_confirmation"];

/** Login, sign-up and forgotten password (contract section 9.4). */
export const auth: Widget<AuthWidgetOptions> = {
  name: "auth",
  checksSession: true,
  async content(setting) {
    const { options, kit } = setting;
    if (!kit.config.passwordPolicy) {
      throw new Failure("This feature is not available on your account.");
    }
    if (options.allowWebAuthnLogin && !kit.config.webAuthn) {
      complain("allowWebAuthnLogin: this server has no passkeys.");
    }
    const { allowSignup = true, signupFields = SIGNUP_FIELDS } = options;
    return <Auth setting={setting} signupFields={allowSignup ? await fieldsOf(setting, signupFields) : []} />;
  },
};

interface AuthProps {
  setting: Setting<AuthWidgetOptions>;
  signupFields: readonly Field[];
}

function Auth({ setting, signupFields }: AuthProps) {
  const { options, kit, session, client, succeed } = setting;
  const can = abilitiesOf(options, kit.config);
  const known = session?.lastLoginType === "password" ? (session.email ?? "") : "";
  const [at, setAt] = useState<{ screen: Screen; identifier: string; focused: boolean }>(() => ({
    screen: firstScreen(options, can, session),
    identifier: known,
    focused: false,
  }));

  const props: ScreenProps = {
    setting,
    client,
    can,
    focused: at.focused,
    identifier: at.identifier,
    go: (screen, identifier) =>
      setAt((before) => ({ screen, identifier: identifier ?? before.identifier, focused: true })),
    proceed({ stepUpToken, amr, ...authResult }, success) {
      if (stepUpToken) {
        props.go({ name: "secondFactor", stepUp: stepUpToken, factors: amr ?? [] });
      } else {
        succeed({ authResult, ...success });
      }
    },
  };

  const { screen } = at;
  switch (screen.name) {
    case "login":
      return <Login {...props} />;
    case "signup":
      return <Signup key={screen.by} {...props} by={screen.by} fields={signupFields} />;
    case "forgotPassword":
      return <ForgotPassword {...props} />;
    case "quickLogin":
      return <QuickLogin {...props} provider={screen.provider} />;
    case "reauthentication":
      return <Reauthentication {...props} session={screen.session} />;
    case "secondFactor":
      return <SecondFactor {...props} stepUp={screen.stepUp} factors={screen.factors} />;
    case "awaitingVerification":
      return <AwaitingVerification {...props} />;
  }
}
