/** What a page says of a field (contract section 10.1). */
export interface FieldDefinition {
  /** In snake_case or camelCase. */
  key: string;
  /** A key of the texts, or a text. */
  label?: string;
  placeholder?: string;
  /** Default: true; of consents and boxes: false. */
  required?: boolean;
  defaultValue?: unknown;
}

export type FieldOption = string | FieldDefinition;

/** All of a definition, whichever way it was given. */
export const defined = (option: FieldOption): FieldDefinition =>
  typeof option === "string" ? { key: option } : option;
