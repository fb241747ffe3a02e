// Calls that are made while there is only the stub.
window.order = [];
reach5("on", "ready", () => order.push("ready"));
reach5("getSsoData", (error, session) => order.push(["getSsoData", error, session.isAuthenticated]));
reach5("getPasswordStrength", "password", (error, strength) =>
  order.push(["getPasswordStrength", error, strength.score]),
);
reach5("noSuchCommand", (error) => order.push(["noSuchCommand", error.error]));
