import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { ENGLISH } from "../src/widgets/texts/english.js";
import { complete } from "../src/widgets/texts/load.js";
import { direction, LAST_WORDS, speaker } from "../src/widgets/texts/texts.js";

const CATALOGUES = "../../server/src/main/resources/i18n/ui/";
const catalogue = (file: string) =>
  JSON.parse(readFileSync(CATALOGUES + file, "utf8")) as Record<string, string>;

test("the built-in texts are the server's", () => {
  const served = catalogue("en.json");
  for (const [key, text] of Object.entries(ENGLISH)) {
    assert.equal(served[key], text, key);
  }
});

test("the server has all of them in all of its languages", () => {
  const files = readdirSync(CATALOGUES);
  assert.ok(files.length > 10);
  for (const file of files) {
    const served = catalogue(file);
    assert.deepEqual(
      Object.keys(ENGLISH).filter((key) => !served[key]),
      [],
      file,
    );
  }
});

test("own texts win over the server's, those over English, and a key stands for itself", async () => {
  const served = await complete({ "login.title": "Se connecter", send: "Envoyer" }, "");
  const t = speaker({ "login.title": "Hello" }, served, "fr");
  assert.equal(t("login.title"), "Hello");
  assert.equal(t("send"), "Envoyer");
  assert.equal(t("save"), "Save");
  assert.equal(t("no.such.key" as "save"), "no.such.key");
  assert.equal(t.find("no.such.key"), undefined);
});

test("English is loaded where the server has not all texts, and only there", async () => {
  assert.deepEqual(await complete({}, ""), ENGLISH);
  const served = catalogue("fr.json");
  assert.equal(await complete(served, ""), served);
});

test("what is said when nothing can be loaded is what is said in English", () => {
  for (const [key, text] of Object.entries(LAST_WORDS)) {
    assert.equal(ENGLISH[key as keyof typeof LAST_WORDS], text);
    assert.equal(speaker(undefined, {}, "en")(key as keyof typeof LAST_WORDS), text);
  }
});

test("own texts are flat or nested", () => {
  const t = speaker({ login: { title: "Hello", submitLabel: "Go" }, "signup.title": "Join" }, {}, "en");
  assert.deepEqual([t("login.title"), t("login.submitLabel"), t("signup.title")], ["Hello", "Go", "Join"]);
});

test("own texts may be by language, and those of the language win", () => {
  const own = {
    send: "Send!",
    fr: { send: "Envoyer", login: { title: "Bonjour" } },
    "fr-CA": { send: "Soumettre" },
  };
  assert.equal(speaker(own, {}, "fr")("send"), "Envoyer");
  assert.equal(speaker(own, {}, "fr")("login.title"), "Bonjour");
  assert.equal(speaker(own, {}, "fr-CA")("send"), "Soumettre");
  assert.equal(speaker(own, {}, "fr-CA")("login.title"), "Bonjour");
  assert.equal(speaker(own, {}, "de")("send"), "Send!");
});

test("placeholders are filled, and left where nothing is known of them", () => {
  const t = speaker({ send: "{min} to {max}, {other}" }, {}, "en");
  assert.equal(t("send", { min: 8, max: "$&" }), "8 to $&, {other}");
});

test("what objects inherit is no text", () => {
  const t = speaker(undefined, {}, "en");
  assert.equal(t.find("constructor"), undefined);
  assert.equal(t.find("__proto__"), undefined);
});

test("Arabic and Hebrew are written from right to left", () => {
  assert.deepEqual(["ar", "he", "fa-IR", "en", "fr", "arn", "zh-Hant"].map(direction), [
    "rtl",
    "rtl",
    "rtl",
    "ltr",
    "ltr",
    "ltr",
    "ltr",
  ]);
});
