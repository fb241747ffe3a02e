import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuthOptions } from "../src/authorize/options.js";
import { authorizeParameters, scopes } from "../src/authorize/parameters.js";
import type { Config } from "../src/config.js";

const PUBLIC = {
  scope: "openid email address",
  isPublic: true,
  pkceEnforced: false,
  isImplicitFlowForbidden: false,
} as Config;
const CONFIDENTIAL = { ...PUBLIC, isPublic: false };
const page = "https://shop.example/basket?item=7#top";

const ask = (auth: AuthOptions, way: "page" | "popup" | "frame" = "page", config = PUBLIC) =>
  authorizeParameters({ clientId: "abc", config, page }, auth, way);

test("a redirect URI asks for a code", () => {
  const { responseType, redirectUri, display } = ask({ redirectUri: "https://shop.example/callback" });
  assert.deepEqual([responseType, redirectUri, display], ["code", "https://shop.example/callback", "page"]);
});

test("tokens come back to the page without its query and fragment", () => {
  const { responseType, redirectUri } = ask({});
  assert.deepEqual([responseType, redirectUri], ["token", "https://shop.example/basket"]);
});

test("a frame asks without anybody being shown anything", () => {
  const { responseMode, prompt, display, redirectUri } = ask({ prompt: "login" }, "frame");
  assert.deepEqual(
    [responseMode, prompt, display, redirectUri],
    ["web_message", "none", undefined, undefined],
  );
});

test("a public client asks for a code in a frame, as nothing else comes with PKCE", () => {
  assert.equal(ask({}, "frame").responseType, "code");
});

test("a confidential client has no use for a code in a frame", () => {
  const auth: AuthOptions = { responseType: "code", redirectUri: "https://shop.example/callback" };
  const { responseType, redirectUri } = ask(auth, "frame", CONFIDENTIAL);
  assert.deepEqual([responseType, redirectUri], ["token", undefined]);
  assert.equal(ask(auth, "frame", { ...CONFIDENTIAL, isImplicitFlowForbidden: true }).responseType, "code");
});

test("tokens are refused to a client that must use PKCE", () => {
  assert.throws(() => ask({}, "page", { ...PUBLIC, pkceEnforced: true }), { error: "invalid_request" });
});

test("an older response type is passed through", () => {
  assert.equal(ask({ responseType: "messenger_code" }).responseType, "messenger_code");
});

test("a challenge of the page's own goes along", () => {
  const { codeChallenge, codeChallengeMethod } = ask({
    responseType: "code",
    redirectUri: page,
    codeChallenge: "xyz",
  });
  assert.deepEqual([codeChallenge, codeChallengeMethod], ["xyz", "S256"]);
});

test("what is only for providers is not for logins", () => {
  const parameters = ask({
    accessToken: "secret",
    providerScope: "email",
    popupMode: true,
    useWebMessage: true,
  });
  for (const name of ["accessToken", "providerScope", "popupMode", "useWebMessage"]) {
    assert.equal(name in parameters, false);
  }
});

test("scopes are the basic profile, offline access, and the client's own", () => {
  assert.equal(scopes({}, PUBLIC), "openid profile email phone address");
  assert.equal(
    scopes({ requireRefreshToken: true }, PUBLIC),
    "openid profile email phone offline_access address",
  );
  assert.equal(scopes({ fetchBasicProfile: false }, PUBLIC), "openid email address");
  assert.equal(scopes({ scope: ["full_write", "email"] }, PUBLIC), "openid profile email phone full_write");
  assert.equal(scopes({ scope: "full_write  mfa" }, PUBLIC), "openid profile email phone full_write mfa");
  assert.equal(scopes({ scope: "", fetchBasicProfile: false }, PUBLIC), "");
});

test("the login page of another app's request says who is there and nothing else", () => {
  const asker = {
    clientId: "abc",
    config: { ...PUBLIC, pkceEnforced: true },
    page: `${page.split("?")[0]}?r5_request_token=xyz`,
  };
  assert.deepEqual(
    authorizeParameters(asker, { persistent: true, state: "mine", scope: "full_write", nonce: "n" }, "page"),
    {
      clientId: "abc",
      r5RequestToken: "xyz",
      responseType: "token",
      redirectUri: undefined,
      display: "page",
      persistent: true,
    },
  );
});
