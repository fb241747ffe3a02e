// A single-page app as a customer has it, with oidc-client-ts. Addresses end with the name of the client: /callback/NAME.

const { authority } = document.currentScript.dataset;
const SCOPE = "openid profile email";

const settings = {
  framed: { scope: SCOPE },
  refreshing: { scope: `${SCOPE} offline_access` },
  bound: () => ({
    scope: `${SCOPE} offline_access`,
    // The library asks for userinfo with a bearer token, whatever its tokens are.
    loadUserInfo: false,
    dpop: { store: new oidc.IndexedDbDPoPStore(), bind_authorization_code: true },
  }),
};

window.managerOf = (name) => {
  const own = settings[name];
  return new oidc.UserManager({
    authority,
    client_id: name,
    redirect_uri: `${location.origin}/callback/${name}`,
    post_logout_redirect_uri: `${location.origin}/bye/${name}`,
    userStore: new oidc.WebStorageStateStore({ store: localStorage }),
    automaticSilentRenew: false,
    loadUserInfo: true,
    ...(typeof own === "function" ? own() : own),
  });
};

const [, page, name] = location.pathname.split("/");
if (page === "callback") {
  window.user = window.managerOf(name).signinCallback();
} else if (page === "bye") {
  window.left = window.managerOf(name).signoutCallback();
}
