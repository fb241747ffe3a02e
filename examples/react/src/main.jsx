import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { client, HERE, useLogin } from "./identity.js";
import { Widget } from "./Widget.jsx";

const LOGIN = {
  signupFields: ["given_name", "email", "password"],
  // With passkeys: list this page's origin under `webauthn.origins`, and leave these two out.
  allowWebAuthnLogin: false,
  allowWebAuthnSignup: false,
  auth: { redirectUri: HERE, scope: ["full_write"] },
};

const PROFILE = ["given_name", { key: "family_name", required: false }, { key: "birthdate", required: false }];

function Shop() {
  const tokens = useLogin();
  if (tokens === undefined) {
    return null;
  }
  return tokens ? <Account {...tokens} /> : <Widget show="showAuth" options={LOGIN} />;
}

function Account({ accessToken, idTokenPayload }) {
  const [name, setName] = useState(idTokenPayload.givenName ?? idTokenPayload.email);

  // What a widget changes is told by an event, to whoever listens.
  useEffect(() => {
    const changed = (profile) => setName((before) => profile.givenName ?? before);
    client.on("profile_updated", changed);
    return () => client.off("profile_updated", changed);
  }, []);

  return (
    <>
      <p>
        Hello <strong>{name}</strong>.{" "}
        <button type="button" onClick={() => client.logout({ redirectTo: HERE })}>
          Log out
        </button>
      </p>
      <Widget show="showProfileEditor" options={{ accessToken, fields: PROFILE }} />
    </>
  );
}

createRoot(document.getElementById("app")).render(
  <StrictMode>
    <Shop />
  </StrictMode>,
);
