import { type ControlProps, controlAttributes } from "../form/field.js";
import { LabelText } from "../form/row.js";

/** A box to tick, with its label behind it. */
export function CheckboxControl({ value, onInput, ...props }: ControlProps) {
  const { placeholder: _, ...attributes } = controlAttributes({ value, onInput, ...props });
  return (
    <label class="r5-check">
      <input
        {...attributes}
        type="checkbox"
        class="r5-checkbox"
        checked={value === "true"}
        onChange={({ currentTarget }) => onInput(currentTarget.checked ? "true" : "")}
      />
      <span>
        <LabelText field={props.field} />
      </span>
    </label>
  );
}
