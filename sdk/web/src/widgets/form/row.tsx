import type { TargetedFocusEvent } from "preact";
import { useSetting } from "../life/setting.js";
import type { ControlProps, Field } from "./field.js";

interface RowProps extends Pick<ControlProps, "field" | "id" | "value" | "onInput" | "recheck"> {
  problem?: string;
  onLeave(): void;
}

/** A label, a control, and room for what is wrong, so that nothing moves when something is. */
export function FieldRow({ problem, onLeave, ...props }: RowProps) {
  const { field, id } = props;
  const { showLabels } = useSetting().options;
  const errorId = `${id}-error`;
  const { Control } = field;
  const control = (
    <Control
      {...props}
      invalid={problem !== undefined}
      errorId={errorId}
      placeholder={showLabels ? field.placeholder : (field.placeholder ?? field.label)}
    />
  );
  const error = (
    <div class="r5-field-error" id={errorId} role="alert">
      {problem}
    </div>
  );
  const leave = ({ currentTarget, relatedTarget }: TargetedFocusEvent<HTMLElement>): void => {
    if (!currentTarget.contains(relatedTarget as Node | null)) {
      onLeave();
    }
  };
  const label = showLabels ? "r5-label" : "r5-label r5-unseen";
  if (field.labelled === "group") {
    return (
      <fieldset class="r5-field" onFocusOut={leave}>
        <legend class={label}>
          <LabelText field={field} />
        </legend>
        {control}
        {error}
      </fieldset>
    );
  }
  return (
    <div class="r5-field" onFocusOut={leave}>
      {field.labelled !== "own" && (
        <label class={label} for={id}>
          <LabelText field={field} />
        </label>
      )}
      {control}
      {error}
    </div>
  );
}

export const LabelText = ({ field: { label, required } }: { field: Field }) => (
  <>
    {label}
    {required && (
      <span class="r5-star" aria-hidden="true">
        {" *"}
      </span>
    )}
  </>
);
