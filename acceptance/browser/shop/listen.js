// Keeps what happens, over navigations, for the tests to read.
window.happened = () => JSON.parse(sessionStorage.getItem("happened") ?? "[]");
for (const name of ["authenticated", "authentication_failed", "login_failed", "signup_failed", "profile_updated"]) {
  reach5("on", name, (payload) =>
    sessionStorage.setItem("happened", JSON.stringify([...happened(), { name, payload }])),
  );
}
