// What is better with a script: everything on these pages works without it.
"use strict";

// A password can be looked at.
for (const button of document.querySelectorAll("[data-show]")) {
  const field = document.getElementById(button.dataset.show);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}

// What a captcha is not solved for is not sent, so that nothing typed is lost.
for (const box of document.querySelectorAll("[data-captcha]")) {
  const form = box.closest("form");
  const solved = () => form.elements[box.dataset.captcha]?.value;
  const trouble = () => {
    box.querySelector("[role=alert]").hidden = false;
    box.focus();
  };
  const score = async (submitter) => {
    try {
      await new Promise((ready) => grecaptcha.ready(ready));
      const token = await grecaptcha.execute(box.dataset.siteKey, { action: box.dataset.action });
      form.elements[box.dataset.captcha].value = token;
      form.requestSubmit(submitter);
    } catch {
      trouble();
    }
  };
  form.addEventListener(
    "submit",
    (event) => {
      // Another page that the form can go to has its own.
      if (solved() || event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (box.dataset.action) {
        score(event.submitter);
      } else {
        trouble();
      }
    },
    true,
  );
}

// A form goes out once, however often its button is pressed.
for (const form of document.querySelectorAll("[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button:not([type])")) {
      button.setAttribute("aria-disabled", "true");
    }
  });
}
// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("[data-once]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
});

// A passkey: by its button, and offered where the user types who they are.
const passkey = document.getElementById("passkey");
if (passkey && window.PublicKeyCredential) {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const button = passkey.querySelector("button");
  const trouble = passkey.querySelector("[role=alert]");
  let waiting = null;

  const options = async () => {
    const answer = await fetch(passkey.dataset.options, {
      method: "POST",
      body: new URLSearchParams({ form_token: passkey.elements.form_token.value }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const key = (await answer.json()).public_key;
    return {
      challenge: bytes(key.challenge),
      rpId: key.rp_id,
      timeout: key.timeout,
      userVerification: key.user_verification,
      allowCredentials: [],
    };
  };

  const show = async (mediation) => {
    waiting?.abort();
    const mine = (waiting = new AbortController());
    const publicKey = await options();
    if (mine.signal.aborted) return;
    const shown = await navigator.credentials.get({ publicKey, mediation, signal: mine.signal });
    const remember = document.querySelector("input[type=checkbox][name=remember]");
    passkey.elements.remember.value = remember?.checked ? "true" : "false";
    passkey.elements.credential.value = JSON.stringify({
      id: shown.id,
      raw_id: text(shown.rawId),
      type: shown.type,
      response: {
        client_data_json: text(shown.response.clientDataJSON),
        authenticator_data: text(shown.response.authenticatorData),
        signature: text(shown.response.signature),
        user_handle: shown.response.userHandle ? text(shown.response.userHandle) : null,
      },
    });
    passkey.submit();
  };

  passkey.hidden = false;
  button.addEventListener("click", () => {
    trouble.hidden = true;
    show("optional").catch((error) => {
      if (error.name === "AbortError") return;
      trouble.textContent = passkey.dataset.failed;
      trouble.hidden = false;
    });
  });
  // What the browser cannot do, or the user does not take, is no trouble: the button is there.
  PublicKeyCredential.isConditionalMediationAvailable?.()
    .then((can) => can && show("conditional"))
    .catch(() => {});
}

// How hard a password is to guess, while it is typed.
const strength = document.querySelector("[data-strength]");
if (strength) {
  const field = document.getElementById("password");
  const meter = strength.querySelector("meter");
  const words = strength.querySelector("p");
  const wanted = words.textContent;
  let pause = 0;
  let asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(async () => {
      const mine = ++asked;
      if (!field.value) {
        meter.hidden = true;
        words.textContent = wanted;
        return;
      }
      const body = new URLSearchParams({
        form_token: field.form.elements.form_token.value,
        password: field.value,
      });
      const answer = await fetch(strength.dataset.strength, { method: "POST", body }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      const told = await answer.json();
      meter.value = told.score;
      meter.hidden = false;
      words.textContent = told.text;
    }, 250);
  });
}

// A passkey is made by the browser; the server says what to make, and gets it by the form.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const newPasskey = async (form) => {
  const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok || !answer.headers.get("Content-Type").startsWith("application/json")) {
    // It says why, or asks to log in, when it is loaded anew.
    location.reload();
    return null;
  }
  const key = (await answer.json()).options.public_key;
  const made = await navigator.credentials.create({
    publicKey: {
      rp: key.rp,
      user: { id: bytes(key.user.id), name: key.user.name, displayName: key.user.display_name },
      challenge: bytes(key.challenge),
      pubKeyCredParams: key.pub_key_cred_params,
      timeout: key.timeout,
      excludeCredentials: key.exclude_credentials.map((one) => ({ ...one, id: bytes(one.id) })),
      authenticatorSelection: {
        residentKey: key.authenticator_selection.resident_key,
        userVerification: key.authenticator_selection.user_verification,
      },
      attestation: key.attestation,
    },
  });
  return {
    id: made.id,
    raw_id: text(made.rawId),
    type: made.type,
    response: {
      client_data_json: text(made.response.clientDataJSON),
      attestation_object: text(made.response.attestationObject),
      transports: made.response.getTransports(),
    },
  };
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !navigator.credentials;
  const failed = form.querySelector("[data-failed]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const credential = await newPasskey(form);
      if (credential) {
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      }
    } catch {
      failed.hidden = false;
    }
  });
}

// A logout leads on once the clients' frames have loaded, or have had their time.
const onward = document.querySelector("[data-onward]");
if (onward) {
  const go = () => location.replace(onward.href);
  addEventListener("load", go);
  setTimeout(go, 5000);
}

// A page that waits for a device goes on by itself.
const waits = document.querySelector("[data-waits]");
if (waits) {
  waits.textContent = waits.dataset.text;
  const look = async () => {
    const answer = await fetch(waits.dataset.waits, { cache: "no-store" }).catch(() => null);
    const state = answer?.ok ? (await answer.json()).state : answer ? "over" : "initiated";
    if (state === "initiated") {
      setTimeout(look, 3000);
    } else if (state === "verified") {
      waits.closest("form").requestSubmit();
    } else {
      location.replace(waits.dataset.over);
    }
  };
  setTimeout(look, 1000);
}
