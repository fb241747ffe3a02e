import { useSetting } from "../life/setting.js";
import type { Rule } from "./strength.js";

const SCORES = [
  "passwordStrength.score0",
  "passwordStrength.score1",
  "passwordStrength.score2",
  "passwordStrength.score3",
  "passwordStrength.score4",
] as const;

interface MeterProps {
  id: string;
  /** 0 to 4, if it is known. */
  score?: number;
  rules: readonly Rule[];
}

/** How strong a password is, and which of the policy's rules it meets. */
export function PasswordMeter({ id, score, rules }: MeterProps) {
  const { t } = useSetting();
  const word = score === undefined ? undefined : SCORES[score];
  return (
    <div id={id} class="r5-strength">
      <div
        class={`r5-meter r5-meter-${score ?? "unknown"}`}
        role="meter"
        aria-label={t("password")}
        aria-valuemin={0}
        aria-valuemax={4}
        aria-valuenow={score ?? 0}
        aria-valuetext={word && t(word)}
      >
        <span />
        <span />
        <span />
        <span />
      </div>
      <div class="r5-strength-word" aria-live="polite">
        {word && t(word)}
      </div>
      {rules.length > 0 && (
        <>
          <p class="r5-rules-title">{t("validation.password.must.contain")}</p>
          <ul class="r5-rules">
            {rules.map(({ name, met }) => (
              <li key={name} class={met ? "r5-rule r5-rule-met" : "r5-rule"}>
                {t(`validation.password.specials.${name}`)}
                <span class="r5-unseen"> {t(met ? "validated" : "invalid")}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
