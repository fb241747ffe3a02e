import { useEffect, useState } from "preact/hooks";
import type { PasswordPolicy } from "../../config.js";
import { type ControlProps, controlAttributes, type Field } from "../form/field.js";
import { type Setting, useSetting } from "../life/setting.js";
import { PasswordMeter } from "./meter.js";
import { rules, Strength } from "./strength.js";

const MAX_LENGTH = 255;

interface PasswordOptions {
  readonly name: string;
  readonly label: string;
  readonly autocomplete: "current-password" | "new-password";
  /** Whether there is a button that shows it. */
  readonly canShow?: boolean;
  readonly placeholder?: string;
}

interface ControlOptions extends Pick<PasswordOptions, "autocomplete" | "canShow"> {
  readonly strength?: Strength;
}

/** A password that exists: nothing is checked but that there is one. */
export const passwordField = ({ name, label, placeholder, ...options }: PasswordOptions): Field => ({
  name,
  path: [name],
  label,
  placeholder,
  required: true,
  initial: "",
  secret: true,
  Control: passwordControl(options),
});

/** A password to be: held to the policy, with its strength. */
export function newPasswordField({ kit, client, t }: Setting, options: PasswordOptions): Field {
  const policy = kit.config.passwordPolicy;
  const strength = new Strength((password) => client.getPasswordStrength(password));
  return {
    ...passwordField(options),
    Control: passwordControl({ ...options, strength }),
    settle: (password) => (password.length < policy.minLength ? Promise.resolve() : strength.learn(password)),
    check(password) {
      if ([...password].length < policy.minLength) {
        return t("validation.password.minLength", { min: policy.minLength });
      }
      if ([...password].length > MAX_LENGTH) {
        return t("validation.password.maxLength", { max: MAX_LENGTH });
      }
      const weak = (strength.of(password) ?? policy.minStrength) < policy.minStrength;
      return weak || rules(policy, password).some(({ met }) => !met)
        ? t("validation.password.minStrength")
        : undefined;
    },
  };
}

/** The same password once more; it is not sent. */
export const confirmationField = ({ t }: Setting, of: string, name: string): Field => ({
  ...passwordField({ name, label: t("passwordConfirmation"), autocomplete: "new-password" }),
  check: (value, values) => (value === values[of] ? undefined : t("validation.passwordMatch")),
  data: () => undefined,
});

const passwordControl = ({ autocomplete, canShow, strength }: ControlOptions) =>
  function PasswordControl(props: ControlProps) {
    const { t, kit } = useSetting();
    const { value, onInput, recheck } = props;
    const [shown, setShown] = useState(false);
    const [touched, setTouched] = useState(false);
    const policy: PasswordPolicy = kit.config.passwordPolicy;

    useEffect(() => {
      strength?.typed(value, recheck);
      return () => strength?.end();
    }, [value]);

    const attributes = controlAttributes(props);
    const meterId = `${props.id}-meter`;
    const metered = strength && touched;
    return (
      <>
        <div class="r5-password">
          <input
            {...attributes}
            aria-describedby={
              [attributes["aria-describedby"], metered && meterId].filter(Boolean).join(" ") || undefined
            }
            type={shown ? "text" : "password"}
            autocomplete={autocomplete}
            autocapitalize="none"
            spellcheck={false}
            class={canShow ? "r5-input r5-input-eye" : "r5-input"}
            value={value}
            onFocus={() => setTouched(true)}
            onInput={({ currentTarget }) => onInput(currentTarget.value)}
          />
          {canShow && (
            <button
              type="button"
              class="r5-eye"
              role="switch"
              aria-checked={shown}
              aria-label={t(shown ? "password.hide" : "password.show")}
              title={t(shown ? "password.hide" : "password.show")}
              onClick={() => setShown(!shown)}
            >
              <Eye open={!shown} />
            </button>
          )}
        </div>
        {metered && <PasswordMeter id={meterId} score={strength.of(value)} rules={rules(policy, value)} />}
      </>
    );
  };

const Eye = ({ open }: { open: boolean }) => (
  <svg
    viewBox="0 0 24 24"
    width="20"
    height="20"
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
  >
    <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z" stroke-linejoin="round" />
    <circle cx="12" cy="12" r="3" />
    {!open && <path d="M4 20 20 4" stroke-linecap="round" />}
  </svg>
);
