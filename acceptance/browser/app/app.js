// A single-page app as a customer has it: makes the SDK's client and, when it comes back from a login, redeems the code.

const { domain, client } = document.currentScript.dataset;
const query = new URLSearchParams(location.search);
// Some pages are another app's: its name stays in the address on the way back.
const other = query.get("client");

window.sdk = reach5.createClient({ domain, clientId: other ?? client, language: query.get("lang") ?? "en" });

// Kept over navigations, for the tests to read.
window.events = () => JSON.parse(sessionStorage.getItem("events") ?? "[]");
for (const name of ["authenticated", "authentication_failed", "login_failed", "profile_updated", "signup_failed"]) {
  sdk.on(name, (payload) => sessionStorage.setItem("events", JSON.stringify([...events(), { name, payload }])));
}

if (location.pathname === "/callback" && query.has("code")) {
  window.tokens = sdk.exchangeAuthorizationCodeWithPkce({
    code: query.get("code"),
    redirectUri: `${location.origin}/callback${other ? `?client=${other}` : ""}`,
  });
}
