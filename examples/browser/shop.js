// Commands may be given before the script of the SDK has arrived: they wait in this queue.
window.reach5 ??= function () {
  (window.reach5.q ??= []).push(arguments);
};

const HERE = `${location.origin}/`;

addEventListener("DOMContentLoaded", () => {
  document.getElementById("logout").addEventListener("click", () => reach5("logout", { redirectTo: HERE }));

  // After a login the browser comes back with a code, which this page exchanges for tokens (PKCE).
  const code = new URLSearchParams(location.search).get("code");
  if (code) {
    reach5("exchangeAuthorizationCodeWithPkce", { code, redirectUri: HERE }, (error) => {
      history.replaceState(null, "", HERE);
      if (error) {
        showLogin();
      }
    });
  } else {
    showLogin();
  }
});

reach5("on", "authenticated", ({ accessToken, idTokenPayload }) => {
  document.getElementById("name").textContent = idTokenPayload.givenName ?? idTokenPayload.email;
  document.getElementById("welcome").hidden = false;
  reach5("showProfileEditor", {
    container: "widget",
    accessToken,
    fields: ["given_name", { key: "family_name", required: false }, { key: "birthdate", required: false }],
  });
});

function showLogin() {
  reach5("showAuth", {
    container: "widget",
    signupFields: ["given_name", "email", "password"],
    // With passkeys: list this page's origin under `webauthn.origins`, and leave these two out.
    allowWebAuthnLogin: false,
    allowWebAuthnSignup: false,
    auth: { redirectUri: HERE, scope: ["full_write"] },
  });
}
