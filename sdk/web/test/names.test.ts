import assert from "node:assert/strict";
import { test } from "node:test";
import { camel, fromWire, snake, toWire } from "../src/wire/names.js";
import { toQuery } from "../src/wire/query.js";

const PAIRS: [string, string][] = [
  ["givenName", "given_name"],
  ["r5RequestToken", "r5_request_token"],
  ["address1", "address1"],
  ["clientDataJson", "client_data_json"],
  ["sub", "sub"],
];

test("names change their case and keep their digits", () => {
  for (const [ours, wire] of PAIRS) {
    assert.equal(snake(ours), wire);
    assert.equal(camel(wire), ours);
  }
});

test("capitals in a row are one word", () => {
  assert.equal(snake("clientDataJSON"), "client_data_json");
  assert.equal(snake("profileURL"), "profile_url");
});

test("names change in nested objects and lists", () => {
  assert.deepEqual(toWire({ data: { addresses: [{ streetAddress: "1 rue X" }] } }), {
    data: { addresses: [{ street_address: "1 rue X" }] },
  });
  assert.deepEqual(fromWire([{ error_details: [{ field: "data.given_name" }] }]), [
    { errorDetails: [{ field: "data.given_name" }] },
  ]);
});

test("custom fields keep their names, whatever is in them", () => {
  const ours = { customFields: { loyalty_card: 1, shoeSize: 2, nested: { a_b: { cD: 3 } } } };
  const wire = { custom_fields: ours.customFields };
  assert.deepEqual(toWire(ours), wire);
  assert.deepEqual(fromWire(wire), ours);
});

test("consents keep their names, their attributes do not", () => {
  const ours = { consents: { news_letter: { consentVersion: { versionId: 1 } }, optIn: { granted: true } } };
  const wire = {
    consents: { news_letter: { consent_version: { version_id: 1 } }, optIn: { granted: true } },
  };
  assert.deepEqual(toWire(ours), wire);
  assert.deepEqual(fromWire(wire), ours);
});

test("the lists of the configuration are no maps of the operator", () => {
  assert.deepEqual(
    fromWire({ custom_fields: [{ data_type: "date" }], consents: [{ consent_type: "opt-in" }] }),
    {
      customFields: [{ dataType: "date" }],
      consents: [{ consentType: "opt-in" }],
    },
  );
});

test("a name cannot change what objects inherit", () => {
  const answer = fromWire(JSON.parse('{"__proto__": {"polluted": true}}')) as object;
  assert.equal("polluted" in answer, false);
  assert.equal("polluted" in {}, false);
});

test("queries leave out what is nothing or a list, and keep empty texts as bare names", () => {
  const parameters = {
    clientId: "a b",
    none: undefined,
    nil: null,
    list: ["x"],
    yes: true,
    no: false,
    state: "",
  };
  assert.equal(toQuery(parameters), "client_id=a%20b&yes=true&no=false&state");
});

test("queries are escaped", () => {
  assert.equal(
    toQuery({ redirectUri: "https://a.example/?x=1&y#z" }),
    "redirect_uri=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%23z",
  );
});
