import assert from "node:assert/strict";
import { test } from "node:test";
import type { SessionInfo } from "../src/commands/session.js";
import type { Config } from "../src/config.js";
import type { AuthWidgetOptions } from "../src/widgets/auth/options.js";
import { abilitiesOf, firstScreen } from "../src/widgets/auth/screens.js";
import { providersOf } from "../src/widgets/social/providers.js";

const config = { webAuthn: true, socialProviders: ["google", "acme"] } as unknown as Config;

function first(options: Partial<AuthWidgetOptions>, session?: SessionInfo): string {
  const all = { container: "x", ...options };
  return firstScreen(all, abilitiesOf(all, config), session).name;
}

const GONE: SessionInfo = { isAuthenticated: false, name: "Grace", lastLoginType: "google" };
const HERE: SessionInfo = { isAuthenticated: true, name: "Grace", lastLoginType: "google" };

test("login comes first, then sign-up, then forgotten password", () => {
  assert.equal(first({}), "login");
  assert.equal(first({ allowLogin: false }), "signup");
  assert.equal(first({ allowLogin: false, allowSignup: false }), "forgotPassword");
});

test("forgotten password is there when nothing else is", () => {
  const nothing = { container: "x", allowLogin: false, allowSignup: false, allowForgotPassword: false };
  assert.equal(abilitiesOf(nothing, config).forgotPassword, true);
  assert.equal(abilitiesOf({ ...nothing, allowLogin: true }, config).forgotPassword, false);
});

test("the page's wish wins, in either spelling", () => {
  assert.equal(first({ initialScreen: "signup" }, HERE), "signup");
  assert.equal(first({ initialScreen: "forgotPassword" }), "forgotPassword");
  assert.equal(first({ initialScreen: "forgot-password" }), "forgotPassword");
  assert.equal(first({ initialScreen: "login-with-web-authn" }), "login");
});

test("who was here may come back the same way, if it is offered", () => {
  assert.equal(first({}, GONE), "quickLogin");
  assert.equal(first({ allowQuickLogin: false }, GONE), "login");
  assert.equal(first({ socialProviders: ["acme"] }, GONE), "login");
  assert.equal(first({}, { isAuthenticated: false, lastLoginType: "password" }), "login");
});

test("who is here confirms that", () => {
  assert.equal(first({}, HERE), "reauthentication");
});

test("passkeys are there where server and page allow them", () => {
  assert.equal(abilitiesOf({ container: "x" }, config).passkeyLogin, true);
  assert.equal(abilitiesOf({ container: "x", allowWebAuthnLogin: false }, config).passkeyLogin, false);
  assert.equal(
    abilitiesOf({ container: "x", allowWebAuthnLogin: true }, { ...config, webAuthn: false }).passkeyLogin,
    false,
  );
});

test("a variant looks as its provider and is logged in with as a whole", () => {
  const [google] = providersOf(["google:shop"], config);
  assert.deepEqual([google?.key, google?.name], ["google:shop", "Google"]);
});

test("providers of the operator's own have their own looks; nobody's are left out", (context) => {
  const complained = context.mock.method(console, "error", () => {});
  const customProviders = { acme: { key: "acme", name: "Acme", btnBackgroundColor: "#ffee00" } };
  const found = providersOf(["acme", "nobody", "constructor"], { ...config, customProviders });
  assert.deepEqual(
    found.map(({ name, color }) => [name, color]),
    [["Acme", "#101418"]],
  );
  assert.equal(complained.mock.callCount(), 2);
});
