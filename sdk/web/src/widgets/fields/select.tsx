import { type ControlProps, controlAttributes } from "../form/field.js";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A list to choose one of, or none: the first entry is empty and says what is to be chosen. */
export const selectControl =
  (choices: readonly Choice[], autocomplete?: string) =>
  ({ value, onInput, ...props }: ControlProps) => (
    <Select
      {...controlAttributes({ value, onInput, ...props })}
      autocomplete={autocomplete}
      choices={choices}
      value={value}
      onInput={onInput}
    />
  );

interface SelectProps extends Partial<ReturnType<typeof controlAttributes>> {
  choices: readonly Choice[];
  value: string;
  autocomplete?: string;
  "aria-label"?: string;
  onInput(value: string): void;
}

export const Select = ({ choices, value, placeholder, onInput, ...attributes }: SelectProps) => (
  <select
    {...attributes}
    class={value ? "r5-input" : "r5-input r5-nothing"}
    onChange={({ currentTarget }) => onInput(currentTarget.value)}
  >
    <option value="" selected={!value}>
      {placeholder}
    </option>
    {choices.map((choice) => (
      <option key={choice.value} value={choice.value} selected={choice.value === value}>
        {choice.label}
      </option>
    ))}
  </select>
);
