import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, valueOf } from "../src/widgets/editors/changes.js";
import type { Field } from "../src/widgets/form/field.js";

const field = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  path: name.split("."),
  label: name,
  required: false,
  initial: "",
  Control: () => null,
  ...more,
});

const box = (name: string): Field =>
  field(name, {
    always: true,
    data: (value) => ({ granted: value === "true" }),
  });

const profile = {
  givenName: "Ada",
  customFields: { card: 7 },
  consents: { news: { granted: true, consentType: "opt-in" } },
  addresses: [
    { title: "Work", locality: "Lyon" },
    { title: "Home", locality: "Paris", isDefault: true },
  ],
};

test("a field is filled with what the profile says", () => {
  const names = ["givenName", "familyName", "customFields.card", "consents.news", "address.locality"];
  assert.deepEqual(
    names.map((name) => valueOf(profile, field(name))),
    ["Ada", undefined, 7, true, "Paris"],
  );
});

test("the first address is meant where none is the default one", () => {
  const addresses = [{ locality: "Lyon" }, { locality: "Nice" }];
  assert.equal(valueOf({ addresses }, field("address.locality")), "Lyon");
});

test("what is as it was is not sent", () => {
  const fields = [field("givenName"), box("consents.news")];
  const values = { givenName: "Ada", "consents.news": "true" };
  assert.deepEqual(changes(fields, values, values, profile), {});
});

test("what is new is sent, and what is no more is sent as nothing", () => {
  const fields = [
    field("givenName"),
    field("familyName"),
    field("customFields.card"),
    field("customFields.shop"),
  ];
  const known = { givenName: "Ada", familyName: "", "customFields.card": "7", "customFields.shop": "paris" };
  const values = { ...known, givenName: "Augusta", "customFields.card": " " };
  assert.deepEqual(changes(fields, values, known, profile), {
    givenName: "Augusta",
    customFields: { card: null },
  });
});

test("a number that is only written otherwise is the same", () => {
  const phone = field("phoneNumber", { data: (value) => value.replace(/\s/g, "") });
  assert.deepEqual(changes([phone], { phoneNumber: "06 06" }, { phoneNumber: "0606" }, {}), {});
});

test("a consent that is taken back says so", () => {
  const known = { "consents.news": "true" };
  assert.deepEqual(changes([box("consents.news")], { "consents.news": "" }, known, profile), {
    consents: { news: { granted: false } },
  });
});

test("a change of the address keeps what is not in the form, and the other addresses", () => {
  const fields = [field("address.locality"), field("address.title")];
  const known = { "address.locality": "Paris", "address.title": "Home" };
  const values = { "address.locality": "Nice", "address.title": "" };
  assert.deepEqual(changes(fields, values, known, profile), {
    addresses: [
      { title: null, locality: "Nice", isDefault: true },
      { title: "Work", locality: "Lyon" },
    ],
  });
});

test("a first address is one", () => {
  assert.deepEqual(
    changes([field("address.locality")], { "address.locality": "Nice" }, { "address.locality": "" }, {}),
    { addresses: [{ locality: "Nice" }] },
  );
});
