import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../src/client.js";
import type { Config } from "../src/config.js";
import type { Kit } from "../src/kit.js";
import type { Field } from "../src/widgets/form/field.js";
import { dataOf } from "../src/widgets/form/data.js";
import { problemOf, problemsOf } from "../src/widgets/form/problems.js";
import { birthdateProblem } from "../src/widgets/fields/birthdate.js";
import { dateExists, localDate, parseDate, partsOrder } from "../src/widgets/fields/date.js";
import { looksLikeEmail } from "../src/widgets/fields/email.js";
import { fieldsOf } from "../src/widgets/fields/fields.js";
import { identifierField } from "../src/widgets/fields/identifier.js";
import { rules, Strength } from "../src/widgets/fields/strength.js";
import { Failure } from "../src/widgets/life/failure.js";
import type { Setting } from "../src/widgets/life/setting.js";
import { ENGLISH } from "../src/widgets/texts/english.js";
import { speaker } from "../src/widgets/texts/texts.js";

const config = {
  passwordPolicy: { minLength: 8, minStrength: 2, digitCharacters: 1 },
  consents: [
    { key: "newsletter", title: "News", consentType: "opt-in", status: "active" },
    { key: "profiling", title: "Profiling", consentType: "opt-out", status: "active" },
    { key: "old", title: "Old", consentType: "opt-in", status: "archived" },
  ],
  customFields: [
    {
      path: "loyalty_card",
      name: "Card",
      nameTranslations: [{ langCode: "fr", label: "Carte" }],
      dataType: "string",
    },
    { path: "size", name: "Size", dataType: "integer" },
    { path: "height", name: "Height", dataType: "decimal" },
    { path: "since", name: "Since", dataType: "date" },
    { path: "member", name: "Member", dataType: "checkbox" },
    { path: "tags", name: "Tags", dataType: "tags" },
  ],
  loginTypeAllowed: { email: true, phoneNumber: true, customIdentifier: false },
} as unknown as Config;

const consents = {
  newsletter: {
    key: "newsletter",
    consentType: "opt-in",
    status: "active",
    versions: [
      { versionId: 1, title: "Old news", language: "en" },
      { versionId: 2, title: "News", language: "en" },
      { versionId: 2, title: "Nouvelles", language: "fr" },
    ],
  },
};

let score = 4;
const setting = {
  kit: { config, http: { origin: "" }, consents: async () => consents } as unknown as Kit,
  client: { getPasswordStrength: async () => ({ score }) } as unknown as Client,
  options: { container: "x" },
  t: speaker(undefined, ENGLISH, "en"),
  language: "en",
  country: "FR",
} as unknown as Setting;

const one = async (...wanted: Parameters<typeof fieldsOf>[1]): Promise<Field> =>
  (await fieldsOf(setting, wanted))[0]!;

/** What becomes of a value: its problem, or what is sent. */
async function outcome(field: Field, value: string, others = {}): Promise<unknown> {
  await field.settle?.(value);
  const values = { [field.name]: value, ...others };
  return problemOf(field, values, setting.t) ?? dataOf([field], values);
}

test("fields are named in either spelling and are sent in camelCase", async () => {
  for (const key of ["given_name", "givenName"]) {
    const field = await one(key);
    assert.equal(field.name, "given_name");
    assert.equal(field.label, "First name");
    assert.deepEqual(await outcome(field, " Grace "), { givenName: "Grace" });
  }
});

test("a label is a key of the texts or a text", async () => {
  assert.equal((await one({ key: "email", label: "newPassword" })).label, "New password");
  assert.equal((await one({ key: "email", label: "Your mail" })).label, "Your mail");
});

test("fields are required unless they say otherwise", async () => {
  assert.equal(await outcome(await one("email"), " "), "You can't leave this empty");
  assert.deepEqual(await outcome(await one({ key: "email", required: false }), ""), {});
  assert.equal(
    await outcome(await one({ key: "email", required: false }), "x"),
    "This is not a valid email.",
  );
});

test("a field that there is not is a failure by its name", async () => {
  await assert.rejects(
    one("favourite_colour"),
    (error: unknown) => error instanceof Failure && /favourite_colour/.test(error.message),
  );
  await assert.rejects(one("custom_fields.tags"), Failure);
  await assert.rejects(one("consents.old"), Failure);
  await assert.rejects(one("constructor"), Failure);
});

test("custom fields are held to their types", async () => {
  assert.deepEqual(await outcome(await one("custom_fields.loyalty_card"), "12"), {
    customFields: { loyalty_card: "12" },
  });
  assert.deepEqual(await outcome(await one("loyaltyCard"), "12"), { customFields: { loyalty_card: "12" } });
  assert.deepEqual(await outcome(await one("size"), "-42"), { customFields: { size: -42 } });
  assert.equal(await outcome(await one("size"), "4.2"), "This is not a valid integer.");
  assert.deepEqual(await outcome(await one("height"), "1,80"), { customFields: { height: 1.8 } });
  assert.equal(await outcome(await one("height"), "tall"), "This is not a valid float number.");
  assert.deepEqual(await outcome(await one("since"), "02/29/2024"), {
    customFields: { since: "2024-02-29" },
  });
  assert.match(String(await outcome(await one("since"), "02/30/2024")), /not a valid date/);
});

test("a box is sent either way, and must be ticked only where the field says so", async () => {
  assert.deepEqual(await outcome(await one("member"), ""), { customFields: { member: false } });
  assert.deepEqual(await outcome(await one("member"), "true"), { customFields: { member: true } });
  assert.equal(await outcome(await one({ key: "member", required: true }), ""), "Tick this box to continue.");
});

test("a consent is answered in the version that was shown", async () => {
  const newsletter = await one("consents.newsletter");
  assert.deepEqual([newsletter.required, newsletter.initial], [false, ""]);
  assert.deepEqual(await outcome(newsletter, "true"), {
    consents: {
      newsletter: { granted: true, consentType: "opt-in", consentVersion: { versionId: 2, language: "en" } },
    },
  });
  assert.equal((await one("consents.profiling")).initial, "true");
  assert.equal((await one({ key: "consents.profiling", defaultValue: false })).initial, "");
  assert.equal((await one("consents.newsletter.v2")).path[1], "newsletter");
});

test("addresses are sent as a list", async () => {
  const fields = await fieldsOf(setting, ["address.streetAddress", "address.postal_code"]);
  assert.deepEqual(
    dataOf(fields, { "address.street_address": "1 Main St", "address.postal_code": "75001" }),
    {
      addresses: [{ streetAddress: "1 Main St", postalCode: "75001" }],
    },
  );
});

test("passwords are checked for length, strength and characters, and the confirmation is not sent", async () => {
  const [password, confirmation] = (await fieldsOf(setting, ["password", "password_confirmation"])) as [
    Field,
    Field,
  ];
  assert.match(String(await outcome(password, "short1")), /at least 8 characters/);
  assert.match(String(await outcome(password, "x1".repeat(128))), /at most 255/);
  score = 1;
  assert.equal(await outcome(password, "password1"), "Password too weak");
  score = 3;
  assert.equal(await outcome(password, "no digits here"), "Password too weak");
  assert.deepEqual(await outcome(password, "a good one 1"), { password: "a good one 1" });
  assert.equal(
    await outcome(confirmation, "other", { password: "a good one 1" }),
    "Passwords are not the same.",
  );
  assert.deepEqual(await outcome(confirmation, "a good one 1", { password: "a good one 1" }), {});
});

test("the strength that could not be learnt refuses nothing", async () => {
  const strength = new Strength(() => Promise.reject(new Error("offline")));
  await strength.learn("password");
  assert.equal(strength.of("password"), undefined);
});

test("strength is asked for once typing pauses, and for the last password only", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const asked: string[] = [];
  const strength = new Strength(async (password) => ({ score: asked.push(password) }));
  const known = new Promise<void>((done) => {
    strength.typed("a", done);
    context.mock.timers.tick(299);
    strength.typed("ab", done);
    context.mock.timers.tick(300);
  });
  await known;
  await strength.learn("ab");
  assert.deepEqual(asked, ["ab"]);
  assert.deepEqual([strength.of("ab"), strength.of("a")], [1, undefined]);
});

test("the policy's rules on characters say which are met", () => {
  const policy = {
    minLength: 8,
    minStrength: 2,
    uppercaseCharacters: 1,
    specialCharacters: 2,
    digitCharacters: 0,
  };
  assert.deepEqual(
    rules(policy, "Ab! ").map(({ name, met }) => [name, met]),
    [
      ["uppercase", true],
      ["characters", true],
    ],
  );
  assert.equal(
    rules(policy, "É_").every(({ name, met }) => met === (name === "uppercase")),
    true,
  );
});

test("an identifier is an address or a number, whichever it looks like", async () => {
  const field = identifierField(setting);
  assert.deepEqual(await outcome(field, " a@b.example "), { identifier: { email: "a@b.example" } });
  assert.deepEqual(await outcome(field, "06 12 34 56 78"), { identifier: { phoneNumber: "+33612345678" } });
  assert.match(String(await outcome(field, "grace")), /valid email address or phone number/);
  assert.match(String(await outcome(field, "0612")), /valid email address or phone number/);
});

test("where there are other identifiers, what is no address and no number is one", async () => {
  const loginTypeAllowed = { email: true, phoneNumber: false, customIdentifier: true };
  const kit = { ...setting.kit, config: { ...config, loginTypeAllowed } } as Kit;
  const field = identifierField({ ...setting, kit });
  assert.deepEqual(await outcome(field, "grace"), { identifier: { customIdentifier: "grace" } });
  assert.deepEqual(await outcome(field, "0612345678"), { identifier: { customIdentifier: "0612345678" } });
  assert.deepEqual(await outcome(field, "a@b.example"), { identifier: { email: "a@b.example" } });
});

test("phone numbers are sent in E.164, and national ones are the country's", async () => {
  const field = await one("phone_number");
  assert.deepEqual(await outcome(field, "06 12 34 56 78"), { phoneNumber: "+33612345678" });
  assert.deepEqual(await outcome(field, "+44 20 7946 0958"), { phoneNumber: "+442079460958" });
  assert.equal(await outcome(field, "12"), "This is not a valid phone number.");
  const american = (await fieldsOf({ ...setting, country: "US" }, ["phone_number"]))[0]!;
  assert.deepEqual(await outcome(american, "(201) 555-0123"), { phoneNumber: "+12015550123" });
});

test("a birth date is checked in the order of the contract", () => {
  const today = new Date("2026-11-22");
  const problem = (value: string) => birthdateProblem(value, today);
  assert.equal(problem("1990--1"), "required");
  assert.equal(problem("1990-1-"), "required");
  assert.equal(problem("1990-1-32"), "birthdate.dayOfMonth");
  assert.equal(problem("1990-1-0"), "birthdate.dayOfMonth");
  assert.equal(problem("1990-1-x"), "birthdate.dayOfMonth");
  assert.equal(problem("90-1-1"), "birthdate.year");
  assert.equal(problem("2021-1-1"), "birthdate.year");
  assert.equal(problem("1896-1-1"), "birthdate.year");
  assert.equal(problem("2023-2-29"), "birthdate.year");
  assert.equal(problem("2001-2-29"), "birthdate.dayOfMonth");
  for (const good of ["2000-2-29", "2020-12-31", "1897-01-01"]) {
    assert.equal(problem(good), undefined, good);
  }
});

test("a birth date is sent as ISO 8601 has it", async () => {
  const field = await one("birthdate");
  assert.deepEqual(await outcome(field, "1990-7-4"), { birthdate: "1990-07-04" });
  assert.deepEqual(await outcome(await one({ key: "birthdate", required: false }), ""), {});
  assert.equal(
    await outcome(await one({ key: "birthdate", required: false }), "1990--"),
    "You can't leave this empty",
  );
});

test("dates are in the order of the language", () => {
  assert.deepEqual(partsOrder("en"), ["month", "day", "year"]);
  assert.deepEqual(partsOrder("fr"), ["day", "month", "year"]);
  assert.deepEqual(partsOrder("hu"), ["year", "month", "day"]);
  assert.deepEqual(partsOrder("no such language"), ["day", "month", "year"]);
  assert.equal(parseDate("31.12.2020", "de"), "2020-12-31");
  assert.equal(parseDate("2020-12-31", "de"), "2020-12-31");
  assert.equal(parseDate("12/31/20", "en"), undefined);
  assert.equal(parseDate("soon", "en"), undefined);
  for (const language of ["en", "fr", "de", "hu", "ja", "nl", "cs", "pl", "sv", "tr", "uk"]) {
    assert.equal(parseDate(localDate("1990-07-04", language), language), "1990-07-04", language);
  }
  assert.equal(localDate("1990-07-04", "pl-PL"), "04.07.1990");
  assert.equal(localDate("1990-07-04", "sv"), "1990-07-04");
  assert.equal(dateExists(1900, 2, 29), false);
  assert.equal(dateExists(50, 1, 1), true);
});

test("an e-mail address has one at sign and a domain with a dot", () => {
  for (const good of ["a@b.example", "grace.hopper+navy@sub.example.org", "é@bücher.example", " a@b.fr "]) {
    assert.equal(looksLikeEmail(good), true, good);
  }
  for (const bad of [
    "a",
    "a@b",
    "a@@b.example",
    "a b@c.example",
    "a@b..example",
    "a@-b.example",
    "@b.example",
  ]) {
    assert.equal(looksLikeEmail(bad), false, bad);
  }
});

test("the server's errors go to their fields, in either spelling, or above them", async () => {
  const fields = await fieldsOf(setting, ["given_name", "custom_fields.loyalty_card"]);
  const { t } = setting;
  assert.deepEqual(
    problemsOf(
      {
        error: "invalid_request",
        errorDetails: [
          { field: "data.givenName", code: "missing" },
          { field: "data.custom_fields.loyalty_card", code: "invalid", message: "Too long" },
        ],
      },
      fields,
      t,
    ),
    { fields: { given_name: "You can't leave this empty", "custom_fields.loyalty_card": "Too long" } },
  );
  const elsewhere = {
    error: "invalid_request",
    errorUserMsg: "No",
    errorDetails: [{ field: "data.x", code: "invalid" as const }],
  };
  assert.deepEqual(problemsOf(elsewhere, fields, t), { form: "No", fields: {} });
});

test("an error is told by the texts' word, the server's, or a general one", () => {
  const t = speaker({ "error.known": "We know" }, ENGLISH, "en");
  const form = (error: unknown) => problemsOf(error, [], t).form;
  assert.equal(form({ error: "x", errorMessageKey: "error.known", errorUserMsg: "Server" }), "We know");
  assert.equal(form({ error: "x", errorMessageKey: "error.other", errorUserMsg: "Server" }), "Server");
  assert.equal(
    form({ error: "x", errorDescription: "For developers" }),
    "Unexpected error occurred. Please retry later.",
  );
  assert.equal(form(new TypeError("x is undefined")), "Unexpected error occurred. Please retry later.");
});
