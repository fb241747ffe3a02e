import assert from "node:assert/strict";
import { test } from "node:test";
import { originOf } from "../src/client.js";
import { optionsOf } from "../src/global/script.js";

const read = (src: string, dataset = {}) => {
  const { domain, clientId, language } = optionsOf({ src, dataset });
  return [domain, clientId, language];
};

test("domain, client and language stand in the script's address", () => {
  assert.deepEqual(read("https://id.example/js/v1/identity.js?client_id=abc&lang=fr"), [
    "https://id.example",
    "abc",
    "fr",
  ]);
});

test("the language may stand before the file's name", () => {
  assert.deepEqual(read("https://id.example:8443/js/v1/pt-BR/identity.js?client_id=abc"), [
    "https://id.example:8443",
    "abc",
    "pt-BR",
  ]);
});

test("the hash of a pinned file is no language", () => {
  assert.deepEqual(read("https://id.example/js/v1/0123456789abcdef/identity.js"), [
    "https://id.example",
    undefined,
    undefined,
  ]);
});

test("data attributes win", () => {
  const dataset = { domain: "id.brand.com", clientId: "mine", language: "de" };
  assert.deepEqual(read("https://cdn.example/js/v1/fr/identity.js?client_id=abc&lang=es", dataset), [
    "id.brand.com",
    "mine",
    "de",
  ]);
});

test("a domain is reached by https", () => {
  assert.equal(originOf("id.example"), "https://id.example");
  assert.equal(originOf("id.example:8443"), "https://id.example:8443");
});

test("only a loopback host may be reached by http", () => {
  assert.equal(originOf("http://localhost:9000"), "http://localhost:9000");
  assert.equal(originOf("http://127.0.0.1:9000"), "http://127.0.0.1:9000");
  for (const domain of [
    "http://id.example",
    "http://localhost.example",
    "ftp://localhost",
    "http://127.0.0.1.evil.example",
  ]) {
    assert.throws(() => originOf(domain), { error: "invalid_request" });
  }
});
