import type { JSX } from "preact";
import { type ControlProps, controlAttributes } from "../form/field.js";

type InputAttributes = Pick<
  JSX.IntrinsicElements["input"],
  "type" | "autocomplete" | "inputMode" | "autocapitalize" | "spellcheck" | "maxLength" | "dir" | "step"
>;

/** A control of one line. */
export const textControl =
  (attributes: InputAttributes) =>
  ({ value, onInput, ...props }: ControlProps) => (
    <input
      {...controlAttributes({ value, onInput, ...props })}
      {...attributes}
      class="r5-input"
      value={value}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
  );

export const TextControl = textControl({ type: "text" });
