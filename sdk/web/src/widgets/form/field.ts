import type { ComponentType } from "preact";

/** What is typed into a form, by names of fields. A ticked box is `true`, one that is not is empty. */
export type Values = Readonly<Record<string, string>>;

/** One field of a form: what it is called, what it may hold, how it is shown. */
export interface Field {
  /** In snake_case, as on the wire: `given_name`, `custom_fields.loyalty_card`. */
  readonly name: string;
  /** Where its value goes in what is sent, in camelCase. */
  readonly path: readonly string[];
  readonly label: string;
  readonly placeholder?: string;
  readonly required: boolean;
  readonly initial: string;
  /** `group`: of several controls under one heading; `own`: the control shows the label. */
  readonly labelled?: "group" | "own";
  /** Emptied once it was sent, whatever came of it. */
  readonly secret?: boolean;
  /** Said of an empty one that is required, in place of `validation.required`. */
  readonly requiredText?: string;
  readonly Control: ComponentType<ControlProps>;
  /** Waits for what `check` and `data` need. */
  settle?(value: string): Promise<void>;
  /** What is wrong with a value that is not empty. */
  check?(value: string, values: Values): string | undefined;
  /** What is sent of a value that is not empty. Default: the value; `undefined` is not sent. */
  data?(value: string): unknown;
  /** Whether an empty one is sent, too. */
  readonly always?: boolean;
}

/** What a control is given. */
export interface ControlProps {
  readonly field: Field;
  readonly id: string;
  readonly value: string;
  readonly invalid: boolean;
  /** Id of the message of what is wrong. */
  readonly errorId: string;
  readonly placeholder?: string;
  onInput(value: string): void;
  /** Checks once more: something that `check` asks has changed. */
  recheck(): void;
}

/** Attributes that every control has. */
export const controlAttributes = ({ field, id, invalid, errorId, placeholder }: ControlProps) => ({
  id,
  name: field.name,
  placeholder,
  "aria-required": field.required,
  "aria-invalid": invalid,
  "aria-describedby": invalid ? errorId : undefined,
});
