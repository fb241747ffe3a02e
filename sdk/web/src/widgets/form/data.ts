import type { Json } from "../../wire/names.js";
import type { Field, Values } from "./field.js";

/** What is sent of a form: without what is empty. */
export function dataOf(fields: readonly Field[], values: Values): Json {
  const data: Json = {};
  for (const field of fields) {
    const value = values[field.name]?.trim() ?? "";
    if (value || field.always) {
      put(data, field.path, field.data ? field.data(values[field.name] ?? "") : values[field.name]);
    }
  }
  const { address, ...rest } = data;
  return address ? { ...rest, addresses: [address] } : data;
}

function put(data: Json, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined || value === undefined) {
    return;
  }
  if (!rest.length) {
    data[first] = value;
    return;
  }
  const inner = (data[first] ?? {}) as Json;
  put(inner, rest, value);
  data[first] = inner;
}
