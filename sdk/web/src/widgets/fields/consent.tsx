import type { Consents, ConsentSummary } from "../../config.js";
import type { ControlProps, Field } from "../form/field.js";
import { Markdown } from "../markdown/markdown.js";
import { CheckboxControl } from "./checkbox.js";

interface ConsentOptions {
  readonly key: string;
  /** Whether it must be given: only for who says so, as consents are free. */
  readonly required: boolean;
  readonly requiredText: string;
  readonly label?: string;
  readonly defaultValue?: unknown;
}

/** A box for a consent, in the version that is shown (contract section 10.3). */
export function consentField(
  { title, description, consentType }: ConsentSummary,
  consents: Consents,
  language: string,
  options: ConsentOptions,
): Field {
  const versions = consents[options.key]?.versions ?? [];
  const spoken = versions.filter((version) => version.language === language);
  const [shown] = [...(spoken.length ? spoken : versions.filter((version) => version.title === title))].sort(
    (one, other) => other.versionId - one.versionId,
  );
  const ticked =
    options.defaultValue === undefined ? consentType === "opt-out" : options.defaultValue === true;
  return {
    name: `consents.${options.key}`,
    path: ["consents", options.key],
    label: options.label ?? title,
    initial: ticked ? "true" : "",
    labelled: "own",
    required: options.required,
    requiredText: options.requiredText,
    always: true,
    Control: describedCheckbox(description),
    data: (value) => ({
      granted: value === "true",
      consentType,
      consentVersion: shown && { versionId: shown.versionId, language: shown.language },
    }),
  };
}

const describedCheckbox = (description: string | undefined) => (props: ControlProps) => (
  <>
    <CheckboxControl {...props} />
    {description && <Markdown text={description} />}
  </>
);
