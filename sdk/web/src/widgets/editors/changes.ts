import type { Address, Profile, ProfileData } from "../../commands/types.js";
import type { Json } from "../../wire/names.js";
import { dataOf } from "../form/data.js";
import type { Field, Values } from "../form/field.js";

/** What a profile says for a field; of an address, what its default one says. */
export function valueOf(profile: Profile, { path }: Field): unknown {
  const [first = "", ...rest] = path;
  const root: unknown = first === "address" ? addressOf(profile) : profile[first];
  const value = rest.reduce((object, name) => (Object(object) as Json)[name], root);
  return first === "consents" && value ? (value as Json).granted : value;
}

const addressOf = ({ addresses = [] }: Profile): Address | undefined =>
  addresses.find(({ isDefault }) => isDefault) ?? addresses[0];

/**
 * What is to be sent so that the profile says what is in the form: changed values alone, and `null` for what was there
 * and is no more.
 *
 * @param known what the profile holds, as the form would show it
 */
export function changes(
  fields: readonly Field[],
  values: Values,
  known: Values,
  profile: Profile,
): ProfileData {
  const sent = (field: Field, of: Values): string => JSON.stringify(dataOf([field], of));
  const changed = fields.filter((field) => sent(field, values) !== sent(field, known));
  const data: ProfileData = dataOf(
    changed.map((field) => (values[field.name]?.trim() ? field : cleared(field))),
    values,
  );
  // The list takes the place of the one that is there.
  const [address] = data.addresses ?? [];
  if (address) {
    const present = addressOf(profile);
    const others = (profile.addresses ?? []).filter((other) => other !== present);
    data.addresses = [{ ...present, ...address }, ...others];
  }
  return data;
}

/** A box that is not ticked says so, and all else is nothing. */
const cleared = (field: Field): Field =>
  field.always ? field : { ...field, always: true, data: () => null };
