// A first client of Latchkey: the authorization code flow with PKCE, by hand, without a library.

const CLIENT_ID = "demo-spa";
const REDIRECT_URI = `${location.origin}/`;
const SCOPE = "openid profile email offline_access";
const PASSWORD_IN_CURL = "YOUR-PASSWORD";

const $ = (id) => document.getElementById(id);

// --- What the tab remembers -----------------------------------------------------------------------

const store = (name) => ({
  get: () => JSON.parse(sessionStorage.getItem(`latchkey.${name}`)),
  set: (value) => sessionStorage.setItem(`latchkey.${name}`, JSON.stringify(value)),
  clear: () => sessionStorage.removeItem(`latchkey.${name}`),
});

/** { state, verifier } between leaving for /oauth/authorize and coming back. */
const pending = store("pending");
/** The last answer of /oauth/token. */
const tokens = store("tokens");
/** The calls shown: [{ id, step, method, path, status, curl, answer }]. */
const calls = store("calls");

// --- Calling the server ---------------------------------------------------------------------------

/** An answer that is an error (its body is of the API's one error shape), or no answer at all. */
class Problem extends Error {
  constructor(body, retryAfter) {
    super(body.error_user_msg ?? body.error_description ?? body.error);
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

/** Sends JSON, notes the call down, gives the answer's JSON or null. */
async function call(step, method, path, { body, bearer } = {}) {
  const headers = { "Accept-Language": "en" };
  if (body) {
    headers["Content-Type"] = "application/json";
  }
  if (bearer) {
    headers.Authorization = `Bearer ${bearer}`;
  }
  const line = { step, method, path, curl: curl(method, path, headers, body) };
  let response;
  let text;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    text = await response.text();
  } catch (error) {
    note({ ...line, status: "no answer", answer: error.message });
    throw new Problem({
      error: "no_answer",
      error_user_msg: "The server does not answer. Is it still running?",
    });
  }
  note({ ...line, status: response.status, answer: shortened(text) });
  const json = parsed(text);
  if (!response.ok) {
    throw new Problem(
      json ?? {
        error: `status_${response.status}`,
        error_user_msg: "The server answered with something unexpected.",
      },
      response.headers.get("Retry-After"),
    );
  }
  return json;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function curl(method, path, headers, body) {
  const words = ["curl -i"];
  if (method !== "GET") {
    words.push(`-X ${method}`);
  }
  words.push(quoted(location.origin + path));
  for (const [name, value] of Object.entries(headers)) {
    words.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (body) {
    words.push(`-d ${quoted(JSON.stringify(body, hidePassword))}`);
  }
  return words.join(" \\\n  ");
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const hidePassword = (name, value) => (name === "password" ? PASSWORD_IN_CURL : value);

/** Tokens and other long words, cut for the eye. */
const shortened = (text) =>
  text.replace(/[\w.-]{60,}/g, (word) => `${word.slice(0, 12)}…${word.slice(-6)}`);

function note(line) {
  // The strength meter asks at every pause in typing: its last question is enough.
  const meter = "/identity/v1/password/strength";
  const kept = (calls.get() ?? []).filter((other) => line.path !== meter || other.path !== meter);
  calls.set([...kept, { id: random(), ...line }].slice(-24));
  showCalls();
}

/** What the navigation to /oauth/authorize was answered with shows only in where the browser is now. */
function noteReturn(query) {
  const lines = calls.get() ?? [];
  const leaving = lines.findLast(({ path }) => path.startsWith("/oauth/authorize"));
  if (leaving) {
    Object.assign(leaving, { status: 302, answer: `Location: ${REDIRECT_URI}?${query}` });
    calls.set(lines);
  }
}

// --- The authorization code flow with PKCE (RFC 6749 section 4.1, RFC 7636) ------------------------

/** Leaves the page; the server sends the browser back with a code. */
async function authorize(tkn) {
  const state = random();
  const verifier = random();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: "code",
    redirect_uri: REDIRECT_URI,
    scope: SCOPE,
    state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: "S256",
    ...(tkn && { tkn }),
  });
  const path = `/oauth/authorize?${query}`;
  pending.set({ state, verifier });
  note({
    step: 1,
    method: "GET",
    path,
    status: "…",
    curl: curl("GET", path, {}),
    answer: "The browser goes there itself and is sent back with a code.",
  });
  location.assign(path);
}

/** Back from /oauth/authorize: the code is worth something only to the tab that has the verifier. */
async function redeem(query) {
  const { state, verifier } = pending.get() ?? {};
  pending.clear();
  noteReturn(query);
  if (!state || query.get("state") !== state) {
    throw new Problem({
      error: "state_mismatch",
      error_user_msg:
        "This answer does not belong to a login that began in this tab, so its code was not used. Please log in again.",
    });
  }
  if (query.has("error")) {
    throw new Problem(Object.fromEntries(query));
  }
  tokens.set(
    await call(1, "POST", "/oauth/token", {
      body: {
        grant_type: "authorization_code",
        client_id: CLIENT_ID,
        code: query.get("code"),
        redirect_uri: REDIRECT_URI,
        code_verifier: verifier,
      },
    }),
  );
}

/** 256 random bits, as RFC 7636 section 4.1 recommends. */
const random = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

const base64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** Header and claims of a JWT, for the eye only: nothing here checks the signature. */
function decoded(jwt) {
  const [header, claims] = jwt.split(".", 2).map((part) => {
    const bytes = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0))));
  });
  return { header, claims };
}

// --- Step 1: come in ------------------------------------------------------------------------------

const signup = async ({ email, password, given_name }) => {
  const data = { email, password, ...(given_name && { given_name }) };
  const { tkn } = await call(1, "POST", "/identity/v1/signup", {
    body: { client_id: CLIENT_ID, data, scope: SCOPE },
  });
  if (tkn) {
    return authorize(tkn);
  }
  selectTab("login");
  $("login-email").value = email;
  say(
    1,
    "good",
    "Signed up. The address has to be confirmed before the first login: ",
    inboxLink(email),
    ".",
  );
};

const login = async ({ email, password }) => {
  const answer = await call(1, "POST", "/identity/v1/password/login", {
    body: { client_id: CLIENT_ID, email, password, scope: SCOPE },
  });
  if (answer.mfa_required) {
    throw new Problem({
      error: "mfa_required",
      error_user_msg: "This account asks for a second factor, which this small demo does not do.",
    });
  }
  return authorize(answer.tkn);
};

const forgot = async ({ email }) => {
  await call(1, "POST", "/identity/v1/forgot-password", {
    body: { client_id: CLIENT_ID, email, redirect_url: REDIRECT_URI },
  });
  say(1, "good", "If there is such an account, a mail is on its way: ", inboxLink(email), ".");
};

let resetCode = null;

const reset = async ({ email, password }) => {
  await call(1, "POST", "/identity/v1/update-password", {
    body: { client_id: resetCode.client, email, verification_code: resetCode.code, password },
  });
  // A reset ends every session and token of the person.
  tokens.clear();
  leaveReset();
  selectTab("login");
  $("login-email").value = email;
  say(1, "good", "Your new password is set. Log in with it.");
  $("login-password").focus();
};

function enterReset(query) {
  resetCode = { code: query.get("verification_code"), client: query.get("client_id") ?? CLIENT_ID };
  $("reset-email").value = query.get("email") ?? "";
  render();
  $("reset-password").focus();
}

function leaveReset() {
  resetCode = null;
  $("reset").reset();
  render();
}

/** Somebody may have a session of this server in the browser already. */
async function offerSession() {
  const data = await call(1, "GET", `/identity/v1/sso/data?client_id=${CLIENT_ID}`);
  if (data.is_authenticated) {
    $("session-who").textContent = [data.name, data.email].filter(Boolean).join(", ");
    $("session-name").textContent = data.name ?? data.email;
    $("session").hidden = false;
  }
}

const inboxLink = (email) =>
  h("a", { href: `/inbox?${new URLSearchParams({ to: email })}` }, "look into the inbox");

// --- Forms ----------------------------------------------------------------------------------------

function onSubmit(id, action) {
  const form = $(id);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector(".primary"), async () => {
      clearFaults(form);
      say(1);
      try {
        await action(Object.fromEntries(new FormData(form)));
      } catch (error) {
        showFaults(form, expected(error));
      }
    });
  });
}

/** Faults of this page's own are not for the person in front of it. */
function expected(error) {
  if (!(error instanceof Problem)) {
    throw error;
  }
  return error;
}

/** One click at a time. The button is not disabled, as that would take the keyboard's place away. */
async function busy(button, work) {
  if (button.ariaDisabled === "true") {
    return;
  }
  button.ariaDisabled = "true";
  try {
    await work();
  } finally {
    button.ariaDisabled = "false";
  }
}

function clearFaults(form) {
  form.querySelector(".problem").replaceChildren();
  form.querySelectorAll(".fault").forEach((fault) => fault.remove());
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", input.dataset.describedby);
  }
}

/** Each detail beside its field ("data.email" is the field named email), the rest on top. */
function showFaults(form, problem) {
  const others = [];
  for (const { field, message } of problem.body.error_details ?? []) {
    const input = form.elements[field.split(".").at(-1)];
    if (input) {
      showFault(input, message);
    } else {
      others.push(`${field}: ${message}`);
    }
  }
  const detailed = problem.body.error_details?.length > 0;
  form
    .querySelector(".problem")
    .replaceChildren(
      ...problemBox(
        problem,
        detailed ? ["Please look at the fields again.", ...others].join(" ") : problem.message,
      ),
    );
  form.querySelector("[aria-invalid]")?.focus();
}

function showFault(input, message) {
  const id = `${input.id}-fault`;
  input.after(h("p", { class: "fault", id }, message));
  input.dataset.describedby ??= input.getAttribute("aria-describedby") ?? "";
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", `${id} ${input.dataset.describedby}`.trim());
}

function problemBox(problem, message = problem.message) {
  const wait = problem.retryAfter ? ` Try again in ${problem.retryAfter} s.` : "";
  const { error, error_id: id } = problem.body;
  return [
    h(
      "div",
      { class: "notice bad" },
      h("p", { dir: "auto" }, message + wait),
      h("small", {}, id ? `${error} · ${id}` : error),
    ),
  ];
}

/** A notice of a step; without content, none. */
function say(step, kind, ...content) {
  $(`notice-${step}`).replaceChildren(
    ...(kind ? [h("p", { class: `notice ${kind}` }, ...content)] : []),
  );
}

function sayProblem(step, problem) {
  $(`notice-${step}`).replaceChildren(...problemBox(problem));
}

// --- Password strength ----------------------------------------------------------------------------

const STRENGTHS = [
  "Very weak: guessed at once.",
  "Weak: guessed soon.",
  "Fair.",
  "Strong.",
  "Very strong.",
];

function meter(bars) {
  const input = $(bars.dataset.for);
  const words = $(input.getAttribute("aria-describedby"));
  const hint = words.textContent;
  let timer;
  const show = (score) => {
    bars.dataset.score = score ?? "";
    words.textContent = score === null ? hint : STRENGTHS[score];
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (!input.value) {
      show(null);
      return;
    }
    timer = setTimeout(async () => {
      const asked = input.value;
      try {
        const { score } = await call(1, "POST", "/identity/v1/password/strength", {
          body: { client_id: CLIENT_ID, password: asked },
        });
        if (input.value === asked) {
          show(score);
        }
      } catch (error) {
        // A meter that cannot tell says nothing; signing up says what is wrong.
        expected(error);
        show(null);
      }
    }, 300);
  });
  input.form.addEventListener("reset", () => show(null));
}

// --- Step 2: tokens -------------------------------------------------------------------------------

/** RFC 7515 and 7519, OpenID Connect Core sections 2 and 5.1, RFC 9068; the last ones are Latchkey's. */
const MEANINGS = {
  alg: "How it is signed",
  typ: "What kind of token it is",
  kid: "Which key of jwks.json signed it",
  iss: "Who issued it: this server",
  sub: "Whom it is about: the person's id, in every token the same",
  aud: "Whom it is for: check that it is you",
  azp: "The client it was issued to",
  client_id: "The client it was issued to",
  scope: "What it allows",
  iat: "When it was issued",
  exp: "Until when it is good",
  auth_time: "When the person last proved who they are",
  amr: "How they proved it",
  acr: "How sure the login was",
  jti: "The id of this one token",
  nonce: "What the app sent along, to recognise its answer",
  at_hash: "Ties it to the access token beside it",
  sid: "The person's session",
  name: "Full name",
  given_name: "Given name",
  family_name: "Family name",
  locale: "Language and region",
  picture: "Address of a picture",
  email: "E-mail address",
  email_verified: "Whether the person has shown that they read its mail",
  phone_number: "Phone number",
  phone_number_verified: "Whether the person has shown that it is theirs",
  updated_at: "When the profile last changed",
  auth_type: "The way they came in",
  gid: "The grant behind it: revoking that ends all its tokens",
  new_user: "Signed up just now",
};
const TIMES = new Set(["iat", "exp", "auth_time", "nbf"]);

const dateAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

function tokenCard(title, purpose, jwt) {
  const { header, claims } = decoded(jwt);
  return h(
    "article",
    { class: "card" },
    h("div", { class: "row apart" }, h("h3", {}, title), copyButton("Copy token", jwt)),
    h("p", { class: "quiet" }, purpose),
    h("p", { class: "countdown", "data-exp": claims.exp }),
    ...claimRows("Header", header),
    ...claimRows("Claims", claims),
  );
}

/** The claims as rows: name, value, and in a line what it means. */
function claimRows(title, claims) {
  const rows = Object.entries(claims).map(([name, value]) =>
    h(
      "div",
      {},
      h("dt", {}, name),
      h(
        "dd",
        {},
        h("span", { class: "value", dir: "auto" }, shownValue(value)),
        ...(TIMES.has(name)
          ? [h("span", { class: "meaning" }, dateAndTime.format(value * 1000))]
          : []),
        ...(MEANINGS[name] ? [h("span", { class: "meaning" }, MEANINGS[name])] : []),
      ),
    ),
  );
  return [h("h4", {}, title), h("dl", {}, ...rows)];
}

const shownValue = (value) => (typeof value === "string" ? value : JSON.stringify(value));

function tickCountdowns() {
  for (const element of document.querySelectorAll("[data-exp]")) {
    const left = Math.round(element.dataset.exp - Date.now() / 1000);
    element.classList.toggle("over", left <= 0);
    element.textContent =
      left > 0 ? `Good for ${duration(left)}` : "Expired: refresh, or log in again";
  }
}

function duration(seconds) {
  const parts = [seconds % 60, Math.floor(seconds / 60) % 60, Math.floor(seconds / 3600)];
  const [s, min, h] = parts.map((part) => String(part).padStart(2, "0"));
  return parts[2] > 0 ? `${h}:${min}:${s}` : `${min}:${s}`;
}

async function whoAmI() {
  const profile = await call(2, "GET", "/identity/v1/userinfo", {
    bearer: tokens.get().access_token,
  });
  $("profile").replaceChildren(
    h(
      "p",
      { class: "quiet" },
      "What the server knows of you now, as far as the scopes of the access token reach:",
    ),
    h(
      "pre",
      { tabindex: "0", role: "group", "aria-label": "Your profile" },
      JSON.stringify(profile, null, 2),
    ),
  );
}

async function refresh() {
  const before = tokens.get();
  const after = await call(2, "POST", "/oauth/token", {
    body: {
      grant_type: "refresh_token",
      client_id: CLIENT_ID,
      refresh_token: before.refresh_token,
    },
  });
  tokens.set({ ...before, ...after });
  render();
  say(2, "good", "New tokens. The old refresh token is used up.");
}

/** The tab forgets its tokens in any case; the server hears of it when it can. */
async function logOut() {
  const { refresh_token, access_token } = tokens.get();
  const goodbyes = [
    ...(refresh_token ? [revocation(refresh_token, "refresh_token")] : []),
    revocation(access_token, "access_token"),
    () => call(2, "GET", "/identity/v1/logout"),
  ];
  let problem = null;
  for (const goodbye of goodbyes) {
    try {
      await goodbye();
    } catch (error) {
      problem ??= expected(error);
    }
  }
  tokens.clear();
  render();
  selectTab("login");
  if (problem) {
    sayProblem(1, problem);
  } else {
    say(1, "good", "Logged out: the tokens are revoked and the session has ended.");
  }
  $("tab-login").focus();
}

const revocation = (token, hint) => () =>
  call(2, "POST", "/oauth/revoke", {
    body: { client_id: CLIENT_ID, token, token_type_hint: hint },
  });

function onClick(id, step, action) {
  $(id).addEventListener("click", () =>
    busy($(id), async () => {
      say(step);
      try {
        await action();
      } catch (error) {
        sayProblem(step, expected(error));
      }
    }),
  );
}

// --- Showing --------------------------------------------------------------------------------------

function render() {
  const held = tokens.get();
  $("signed-in").hidden = !held || resetCode !== null;
  $("doors").hidden = Boolean(held) || resetCode !== null;
  $("reset-door").hidden = resetCode === null;
  $("session").hidden = true;
  $("no-tokens").hidden = Boolean(held);
  $("tokens").hidden = !held;
  $("profile").replaceChildren();
  $("cards").replaceChildren();
  say(2);
  if (held) {
    renderTokens(held);
  }
  showCalls();
}

function renderTokens({ access_token, id_token, refresh_token }) {
  const claims = id_token ? decoded(id_token).claims : decoded(access_token).claims;
  $("who").textContent = claims.name ?? claims.given_name ?? claims.email ?? claims.sub;
  $("refresh-card").hidden = !refresh_token;
  $("refresh-end").textContent = refresh_token?.slice(-4) ?? "";
  $("cards").append(
    tokenCard("Access token", "For APIs: the app sends it along with each call.", access_token),
    ...(id_token
      ? [tokenCard("ID token", "For the app itself: who has logged in, and how.", id_token)]
      : []),
  );
  tickCountdowns();
}

function showCalls() {
  for (const step of [1, 2]) {
    const lines = (calls.get() ?? []).filter((line) => line.step === step);
    $(`wire-${step}`).replaceChildren(
      ...(lines.length > 0
        ? [
            h("h3", {}, "On the wire"),
            ...(step === 1
              ? [
                  h(
                    "p",
                    { class: "quiet" },
                    "Long values are cut here. The copied line has them whole, but never a password.",
                  ),
                ]
              : []),
            h("ol", {}, ...lines.map((line) => h("li", {}, callDetails(line)))),
          ]
        : []),
    );
  }
}

const opened = new Set();

function callDetails({ id, method, path, status, curl: line, answer }) {
  const bad = typeof status === "number" ? status >= 400 : status === "no answer";
  const details = h(
    "details",
    {},
    h(
      "summary",
      {},
      h("span", { class: "method" }, method),
      h("span", { class: "path" }, path.split("?")[0]),
      h("span", { class: bad ? "status bad" : "status" }, String(status)),
    ),
    h("pre", { tabindex: "0", role: "group", "aria-label": "Request" }, shortened(line)),
    h("div", { class: "row" }, copyButton("Copy as curl", line)),
    ...(answer
      ? [h("pre", { tabindex: "0", role: "group", "aria-label": "Answer" }, indented(answer))]
      : []),
  );
  details.open = opened.has(id);
  details.addEventListener("toggle", () => (details.open ? opened.add(id) : opened.delete(id)));
  return details;
}

function indented(text) {
  const json = parsed(text);
  return json === null ? text : JSON.stringify(json, null, 2);
}

/** Browsers keep the clipboard from pages that are neither local nor on https. */
function copyButton(label, text) {
  const button = h("button", { type: "button", class: "small" }, label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "The browser forbids it";
    }
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}

/** Tabs as the ARIA Authoring Practices describe them. */
const TABS = ["signup", "login", "forgot"];

function selectTab(name) {
  for (const other of TABS) {
    $(`tab-${other}`).setAttribute("aria-selected", String(other === name));
    $(`tab-${other}`).tabIndex = other === name ? 0 : -1;
    $(`panel-${other}`).hidden = other !== name;
  }
}

function tabKey(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    const at = TABS.indexOf(event.target.id.slice("tab-".length));
    const to = TABS.at((at + step) % TABS.length);
    selectTab(to);
    $(`tab-${to}`).focus();
  }
}

/** An element; strings become text, never markup. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// --- Begin ----------------------------------------------------------------------------------------

async function begin() {
  if (!isSecureContext) {
    throw new Problem({
      error: "insecure_context",
      error_user_msg:
        "Browsers do cryptography only for pages that are local or on https. Open this one at localhost, or over https.",
    });
  }
  const query = new URLSearchParams(location.search);
  // Codes do not belong into the history.
  history.replaceState(null, "", location.pathname);
  if (query.has("verification_code")) {
    enterReset(query);
    return;
  }
  if (query.has("code") || query.has("error")) {
    await redeem(query);
  }
  render();
  if (query.has("code")) {
    $("step-2").focus();
  }
  if (!tokens.get()) {
    await offerSession();
  }
}

onSubmit("signup", signup);
onSubmit("login", login);
onSubmit("forgot", forgot);
onSubmit("reset", reset);
onClick("continue", 1, () => authorize());
onClick("whoami", 2, whoAmI);
onClick("refresh", 2, refresh);
onClick("logout", 2, logOut);
$("reset-cancel").addEventListener("click", leaveReset);
document.querySelectorAll(".strength").forEach(meter);
for (const name of TABS) {
  $(`tab-${name}`).addEventListener("click", () => selectTab(name));
  $(`tab-${name}`).addEventListener("keydown", tabKey);
}
$("origin").textContent = location.origin;
setInterval(tickCountdowns, 1000);

begin().catch((error) => {
  render();
  sayProblem(1, expected(error));
});
