import type { ComponentChildren } from "preact";
import { useSetting } from "../life/setting.js";
import type { Field, Values } from "./field.js";
import { FieldRow } from "./row.js";
import { type Again, type Submit, useForm } from "./useForm.js";

interface FormProps {
  fields: readonly Field[];
  submitLabel: string;
  onSubmit: Submit;
  /**
   * Whether it can be sent once more after a success, with its first values or with what was typed. Default: it stays
   * busy, as the page is about to be left.
   */
  again?: Again;
  /** Whether the button is one that nobody is to be led to. */
  plain?: boolean;
  /** Told of what is typed. */
  onChange?(values: Values): void;
  /** Between the fields and the button. */
  children?: ComponentChildren;
}

/** Fields and a button that sends them (contract section 9.5). */
export function Form({ fields, submitLabel, onSubmit, again = false, plain, onChange, children }: FormProps) {
  const { id, options, t } = useSetting();
  const { values, problems, busy, form, failure, ...does } = useForm(fields, onSubmit, again);
  const starred = options.showLabels && fields.some(({ required }) => required);
  return (
    <form class="r5-form" noValidate aria-busy={busy} onSubmit={does.submit} ref={form}>
      <div class="r5-form-error" role="alert" tabIndex={-1} ref={failure}>
        {problems.form}
      </div>
      {starred && (
        <p class="r5-note" aria-hidden="true">
          <span class="r5-star">*</span> {t("form.required.fields")}
        </p>
      )}
      {fields.map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          id={id(field.name)}
          value={values[field.name] ?? ""}
          problem={problems.fields[field.name]}
          onInput={(value) => {
            does.set(field.name, value);
            onChange?.({ ...values, [field.name]: value });
          }}
          onLeave={() => does.leave(field.name)}
          recheck={does.recheck}
        />
      ))}
      {children}
      <button class={plain ? "r5-button r5-button-plain" : "r5-button"} type="submit" disabled={busy}>
        <span class="r5-button-text">{submitLabel}</span>
      </button>
    </form>
  );
}
