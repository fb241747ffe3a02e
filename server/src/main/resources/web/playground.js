// The widgets of the browser SDK with their options, what they call, and the snippet that shows the same on a site.

const CLIENT_ID = "demo-spa";
const HERE = `${location.origin}/playground`;
const SCOPE = ["full_write", "mfa", "session", "events"];

const $ = (id) => document.getElementById(id);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// --- What there is to choose ------------------------------------------------------------------------

const flag = (name, initially = false) => ({ name, kind: "flag", initially });
const choice = (name, ...values) => ({ name, kind: "choice", values: ["", ...values], initially: "" });
const list = (name, placeholder = "") => ({ name, kind: "list", placeholder, initially: "" });
/** Named with each widget that is shown, for it cannot do without. */
const needed = (name, initially) => ({ name, kind: "list", initially, needed: true });
const text = (name, placeholder = "") => ({ name, kind: "text", placeholder, initially: "" });
const number = (name, placeholder) => ({ name, kind: "number", placeholder, initially: "" });
const color = (name, initially) => ({ name, kind: "color", initially });

const LABELS = flag("showLabels");
const EYE = flag("canShowPassword");
const PROVIDERS = list("socialProviders", "google, facebook");
const COUNTRY = text("countryCode", "FR");

/** `token`: it acts for somebody who is logged in. `auth`: it ends in a login. */
const WIDGETS = {
  showAuth: {
    purpose: "Log in, sign up and ask for a new password, in one place.",
    auth: true,
    options: [
      choice("initialScreen", "login", "signup", "forgotPassword"),
      flag("allowLogin", true),
      flag("allowSignup", true),
      flag("allowForgotPassword", true),
      LABELS,
      EYE,
      flag("showRememberMe"),
      list("signupFields", "given_name, family_name, email, password"),
      PROVIDERS,
      text("userAgreement", "By signing up you accept our [terms](https://…)"),
    ],
  },
  showSocialLogin: { purpose: "Only the buttons of other providers.", auth: true, options: [PROVIDERS] },
  showPasswordless: {
    purpose: "Log in with a link by mail or a code by text message.",
    auth: true,
    options: [choice("authType", "magic_link", "sms"), LABELS, COUNTRY, PROVIDERS],
  },
  showPasswordReset: {
    purpose: "Where the link of the mail for a forgotten password leads.",
    options: [text("loginLink", HERE), LABELS, EYE],
  },
  showEmailEditor: { purpose: "Change the own e-mail address.", token: true, options: [LABELS] },
  showPasswordEditor: {
    purpose: "Change the own password.",
    token: true,
    options: [flag("promptOldPassword"), LABELS, EYE],
  },
  showPhoneNumberEditor: {
    purpose: "Change the own phone number and prove the new one.",
    token: true,
    options: [LABELS, COUNTRY],
  },
  showProfileEditor: {
    purpose: "Change what the profile says.",
    token: true,
    options: [needed("fields", "given_name, family_name, birthdate, phone_number"), flag("showLabels", true), COUNTRY],
  },
  showSocialAccounts: {
    purpose: "Link and unlink logins at other providers.",
    token: true,
    auth: true,
    options: [PROVIDERS],
  },
  showAccountRecovery: {
    purpose: "Get back in without password and passkey, by a mail.",
    options: [LABELS],
  },
  showWebAuthnDevices: {
    purpose: "The own passkeys: list, add and remove.",
    token: true,
    options: [LABELS],
  },
  showMfaCredentials: { purpose: "Which second factors there are.", token: true, options: [] },
  showMfa: {
    purpose: "Turn codes by mail or text message on and off as second factors.",
    token: true,
    options: [flag("showIntro", true), flag("requireMfaRegistration"), flag("showRemoveMfaCredentials", true), LABELS],
  },
  showStepUp: { purpose: "Show a second factor before something that matters.", token: true, auth: true, options: [LABELS] },
  showTrustedDevices: {
    purpose: "Browsers that are asked for no second factor.",
    token: true,
    options: [flag("showRemoveTrustedDevice", true)],
  },
  showSessionDevices: { purpose: "Where one is logged in, to end it there.", token: true, options: [] },
};

const THEME = [
  color("primaryColor", "#1a7a45"),
  number("borderRadius", "3"),
  number("fontSize", "14"),
  number("maxWidth", "400"),
  choice("colorScheme", "light", "dark", "auto"),
  flag("socialButton.inline"),
];

const LANGUAGES = {
  en: "English",
  ar: "العربية",
  cs: "Čeština",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
  hu: "Magyar",
  it: "Italiano",
  ja: "日本語",
  ko: "한국어",
  nl: "Nederlands",
  pl: "Polski",
  pt: "Português",
  ru: "Русский",
  sk: "Slovenčina",
  sv: "Svenska",
  tr: "Türkçe",
  uk: "Українська",
  "zh-Hans": "简体中文",
  "zh-Hant": "繁體中文",
};

// --- What the tab remembers -------------------------------------------------------------------------

const remembered = JSON.parse(sessionStorage.getItem("latchkey.playground") ?? "{}");
const state = { widget: "showAuth", language: "en", options: {}, theme: {}, ...remembered };
const save = () => sessionStorage.setItem("latchkey.playground", JSON.stringify(state));

/** Values of the chosen widget's options that are not the defaults. */
const chosen = () => (state.options[state.widget] ??= {});

// --- The controls -----------------------------------------------------------------------------------

function control(option, values, changed) {
  const { name, kind, initially } = option;
  const value = values[name] ?? initially;
  const set = (next) => {
    if (next === initially) {
      delete values[name];
    } else {
      values[name] = next;
    }
    save();
    changed();
  };
  if (kind === "flag") {
    const box = element("input", { type: "checkbox", checked: value });
    box.addEventListener("change", () => set(box.checked));
    return element("label", { className: "flag" }, box, name);
  }
  if (kind === "choice") {
    const select = element("select");
    select.append(
      ...option.values.map((each) => element("option", { value: each, textContent: each || "(default)" })),
    );
    select.value = value;
    select.addEventListener("change", () => set(select.value));
    return field(name, select);
  }
  const input = element("input", {
    type: kind === "color" || kind === "number" ? kind : "text",
    placeholder: option.placeholder ?? "",
    value,
    spellcheck: false,
  });
  input.addEventListener("change", () => set(input.value));
  return field(name, input);
}

const field = (name, input) =>
  element("label", { className: "field" }, element("span", { textContent: name }), input);

function showControls() {
  const widget = WIDGETS[state.widget];
  $("widget").value = state.widget;
  $("purpose").textContent = widget.purpose;
  $("options").replaceChildren(...widget.options.map((option) => control(option, chosen(), show)));
  $("theme").replaceChildren(...THEME.map((option) => control(option, state.theme, show)));
}

// --- What the widget is given -------------------------------------------------------------------------

function value(option, given) {
  switch (option.kind) {
    case "list":
      return given.split(",").map((each) => each.trim()).filter(Boolean);
    case "number":
      return Number(given);
    default:
      return given;
  }
}

/** As the page passes them; names with dots become objects. */
function given(options, values) {
  const result = {};
  for (const option of options) {
    const { name, needed, initially } = option;
    if (name in values || needed) {
      const path = name.split(".");
      const last = path.pop();
      path.reduce((object, key) => (object[key] ??= {}), result)[last] = value(option, values[name] ?? initially);
    }
  }
  return result;
}

function parameters() {
  const widget = WIDGETS[state.widget];
  const theme = given(THEME, state.theme);
  return {
    ...given(widget.options, chosen()),
    ...(Object.keys(theme).length > 0 && { theme }),
    ...(widget.auth && { auth: { redirectUri: HERE, scope: SCOPE } }),
  };
}

/** Whoever has a session is logged in at once, and would be again and again here. */
const withoutSession = (options) =>
  options.auth ? { ...options, auth: { ...options.auth, prompt: "login" } } : options;

function snippet() {
  const { token } = WIDGETS[state.widget];
  const shown = { container: "widget", ...(token && { accessToken: "ACCESS-TOKEN" }), ...parameters() };
  const literal = JSON.stringify(shown, null, 2)
    .replace(/\[\s+([^[\]{}]*?)\s+\]/g, (all, items) => `[${items.replace(/\s+/g, " ")}]`)
    .replace(/"([A-Za-z]\w*)":/g, "$1:")
    .replace('"ACCESS-TOKEN"', "accessToken")
    .replaceAll("\n", "\n  ");
  const language = state.language === "en" ? "" : `&lang=${state.language}`;
  return `<div id="widget"></div>

<script>
  window.reach5 ??= function () {
    (reach5.q ??= []).push(arguments);
  };
</script>
<script async src="${location.origin}/js/v1/identity.js?client_id=${CLIENT_ID}${language}"></script>
<script>
  reach5("${state.widget}", ${literal});
</script>`;
}

// --- The widget -----------------------------------------------------------------------------------------

let instance;

/** Each in a container of its own: one that comes late finds its place taken away, not another's. */
function show() {
  const { token } = WIDGETS[state.widget];
  const accessToken = sessionStorage.getItem("latchkey.playground.token");
  $("snippet").textContent = snippet();
  instance?.destroy();
  instance = undefined;
  const missing = Boolean(token) && !accessToken;
  $("needs-token").hidden = !missing;
  const container = element("div");
  $("preview").replaceChildren(container);
  if (missing) {
    return;
  }
  reach5(state.widget, {
    ...withoutSession(parameters()),
    ...(token && { accessToken }),
    container,
    onReady: (ready) => {
      if (container.isConnected) {
        instance = ready;
      } else {
        ready.destroy();
      }
    },
    onSuccess: (event) => noteEvent("onSuccess", event),
    onError: (error) => noteEvent("onError", error),
  });
}

// --- What it calls and what it tells ----------------------------------------------------------------------

const SECRET = /password|token|verification_code|code_verifier|^code$/i;
const hideSecrets = (name, value) =>
  typeof value === "string" && SECRET.test(name) && value ? "…" : value;

const pretty = (json) => {
  try {
    return JSON.stringify(JSON.parse(json, hideSecrets), null, 2);
  } catch {
    return json;
  }
};

function note(what, name, outcome, good, body) {
  const line = element(
    "details",
    {},
    element(
      "summary",
      {},
      element("span", { className: "what", textContent: what }),
      element("span", { textContent: name }),
      element("span", { className: `outcome ${good ? "good" : "bad"}`, textContent: outcome }),
    ),
    element("pre", { textContent: body, tabIndex: 0 }),
  );
  $("calls").prepend(element("li", {}, line));
  $("no-calls").hidden = true;
}

const noteEvent = (name, payload) =>
  note(
    "event",
    name,
    "",
    true,
    payload === undefined ? "(nothing)" : pretty(JSON.stringify(payload)),
  );

const fetchItself = window.fetch;

window.fetch = async (url, request = {}) => {
  const { pathname, search } = new URL(String(url), location.href);
  const method = request.method ?? "GET";
  const asked = request.body ? `${pretty(request.body)}\n\n` : "";
  try {
    const response = await fetchItself(url, request);
    const body = await response.clone().text();
    note(method, pathname + search, response.status, response.ok, asked + (pretty(body) || "(no body)"));
    return response;
  } catch (error) {
    note(method, pathname + search, "no answer", false, asked + error.message);
    throw error;
  }
};

// --- Coming back from a login -------------------------------------------------------------------------------

async function comeBack() {
  const query = new URLSearchParams(location.search);
  const code = query.get("code");
  if (query.has("error")) {
    noteEvent("redirect", Object.fromEntries(query));
  }
  if (code) {
    try {
      const result = await reach5("exchangeAuthorizationCodeWithPkce", {
        code,
        state: query.get("state") ?? undefined,
        redirectUri: HERE,
      });
      sessionStorage.setItem("latchkey.playground.token", result.accessToken);
      sessionStorage.setItem("latchkey.playground.who", result.idTokenPayload?.email ?? result.idTokenPayload?.sub);
    } catch (error) {
      noteEvent("exchange", error);
    }
  }
  if (code || query.has("error")) {
    history.replaceState(null, "", HERE);
  }
}

function showWho() {
  const who = sessionStorage.getItem("latchkey.playground.who");
  $("who").textContent = who ? `Logged in as ${who}` : "";
  $("logout").hidden = !who;
}

// --- The page ---------------------------------------------------------------------------------------------------

$("widget").append(...Object.keys(WIDGETS).map((name) => element("option", { value: name, textContent: name })));
$("language").append(
  ...Object.entries(LANGUAGES).map(([code, name]) => element("option", { value: code, textContent: name, lang: code })),
);
$("language").value = state.language;

function choose(widget) {
  state.widget = widget;
  save();
  showControls();
  show();
}

$("widget").addEventListener("change", () => choose($("widget").value));
$("to-login").addEventListener("click", () => choose("showAuth"));
$("controls").addEventListener("submit", (event) => event.preventDefault());
$("language").addEventListener("change", () => {
  state.language = $("language").value;
  save();
  location.reload(); // a page has one client, with one language
});
$("reset").addEventListener("click", () => {
  sessionStorage.removeItem("latchkey.playground");
  location.reload();
});
$("logout").addEventListener("click", () => {
  sessionStorage.removeItem("latchkey.playground.token");
  sessionStorage.removeItem("latchkey.playground.who");
  showWho();
  show();
});
$("clear").addEventListener("click", () => {
  $("calls").replaceChildren();
  $("no-calls").hidden = false;
});
$("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText($("snippet").textContent);
  $("copy").textContent = "Copied";
  setTimeout(() => ($("copy").textContent = "Copy"), 2000);
});

showControls();
window.reach5 ??= function () {
  (window.reach5.q ??= []).push(arguments);
};
for (const name of ["authenticated", "authentication_failed", "login_failed", "signup_failed", "profile_updated"]) {
  window.reach5("on", name, (payload) => noteEvent(name, payload));
}
window.reach5("on", "ready", async () => {
  noteEvent("ready");
  await comeBack();
  showWho();
  show();
});
document.head.append(
  element("script", { src: `/js/v1/identity.js?client_id=${CLIENT_ID}&lang=${state.language}`, async: true }),
);
