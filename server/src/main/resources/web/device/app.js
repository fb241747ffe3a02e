// The page of a device that approves: links itself with a code, shows what is asked, and answers.
"use strict";

(() => {
  const { texts, audience, service, language } = JSON.parse(document.getElementById("told").textContent);
  const main = document.getElementById("main");
  const news = document.getElementById("news");

  /** How often the server is asked while the page is seen. */
  const LOOK_EVERY = 4000;

  let record = null;
  let registration = null;
  /** The requests that are on the page, by id. */
  let shown = new Map();
  let busy = false;

  // --- Words and elements -------------------------------------------------------------------------

  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), texts[key]);

  /** An element with its properties, and what is in it: elements and texts. */
  function element(name, properties, ...content) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...content.filter((part) => part !== null));
    return made;
  }

  function tell(text, kind = "") {
    news.className = kind;
    news.textContent = text;
  }

  /** Replaces the page and puts the focus on its heading, so that screen readers begin there. */
  function show(...content) {
    main.replaceChildren(element("p", { className: "service" }, service), ...content);
    const heading = main.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus();
  }

  /** Runs what a button does, once at a time. */
  async function doing(work) {
    if (busy) {
      return;
    }
    busy = true;
    const buttons = [...main.querySelectorAll("button")];
    buttons.forEach((button) => (button.disabled = true));
    tell("");
    try {
      await work();
    } catch (error) {
      tell(error.name === "NotAllowedError" ? texts["passkey.none"] : (error.key && error.message) || texts.failed, "bad");
    } finally {
      busy = false;
      buttons.forEach((button) => (button.disabled = false));
    }
  }

  const button = (text, work, className = "") =>
    element("button", { type: "button", className, onclick: () => doing(work) }, text);

  // --- WebAuthn, in the words of this server -------------------------------------------------------

  const binary = (text) => device.fromBase64url(text);
  const text = (buffer) => (buffer ? device.base64url(buffer) : undefined);
  const descriptors = (list) => list.map(({ type, id }) => ({ type, id: binary(id) }));

  async function createPasskey({ options }) {
    const wanted = options.public_key;
    const { authenticator_selection: selection, user } = wanted;
    const credential = await navigator.credentials.create({
      publicKey: {
        rp: wanted.rp,
        user: { id: binary(user.id), name: user.name, displayName: user.display_name },
        challenge: binary(wanted.challenge),
        pubKeyCredParams: wanted.pub_key_cred_params,
        timeout: wanted.timeout,
        excludeCredentials: descriptors(wanted.exclude_credentials),
        authenticatorSelection: {
          residentKey: selection.resident_key,
          requireResidentKey: selection.require_resident_key,
          userVerification: selection.user_verification,
        },
        attestation: wanted.attestation,
      },
    });
    return {
      id: credential.id,
      raw_id: text(credential.rawId),
      type: credential.type,
      response: {
        client_data_json: text(credential.response.clientDataJSON),
        attestation_object: text(credential.response.attestationObject),
        transports: credential.response.getTransports?.() ?? [],
      },
    };
  }

  async function showPasskey({ public_key: wanted }) {
    const credential = await navigator.credentials.get({
      publicKey: {
        challenge: binary(wanted.challenge),
        rpId: wanted.rp_id,
        timeout: wanted.timeout,
        allowCredentials: descriptors(wanted.allow_credentials),
        userVerification: wanted.user_verification,
      },
    });
    const { response } = credential;
    return {
      id: credential.id,
      raw_id: text(credential.rawId),
      type: credential.type,
      response: {
        client_data_json: text(response.clientDataJSON),
        authenticator_data: text(response.authenticatorData),
        signature: text(response.signature),
        user_handle: text(response.userHandle),
      },
    };
  }

  // --- Linking -------------------------------------------------------------------------------------

  function deviceName() {
    const platform = navigator.userAgentData?.platform ?? navigator.platform ?? "";
    const brands = (navigator.userAgentData?.brands ?? [])
      .map(({ brand }) => brand)
      .filter((brand) => !/not.?a.?brand/i.test(brand)); // Chromium's made-up one
    const browser = brands.find((brand) => brand !== "Chromium") ?? brands[0];
    return [browser, platform].filter(Boolean).join(" · ").slice(0, 60);
  }

  function askForCode(code = "") {
    const codeField = element("input", {
      name: "code",
      value: code,
      required: true,
      maxLength: 64,
      autocomplete: "one-time-code",
      autocapitalize: "none",
      spellcheck: false,
      dir: "ltr",
    });
    const nameField = element("input", { name: "name", value: deviceName(), maxLength: 60, autocomplete: "off" });
    const form = element(
      "form",
      { className: "card" },
      element("label", {}, texts["link.code"], codeField),
      element("label", {}, texts["link.name"], nameField),
      element("button", { type: "submit" }, texts.next),
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      doing(() => confirmLink(codeField.value, nameField.value));
    };
    show(element("h1", {}, texts["link.heading"]), element("p", { className: "quiet" }, texts["link.intro"]), form);
  }

  async function confirmLink(linkingCode, name) {
    const found = await device.call("POST", "/device/v1/links/options", { linkingCode, name });
    show(
      element("h1", {}, say("link.confirm", { user: found.user, service: found.service })),
      element(
        "div",
        { className: "card" },
        element("p", {}, texts["link.warning"]),
        found.passkey ? element("p", { className: "quiet" }, texts["link.passkey"]) : null,
        element(
          "div",
          { className: "choice" },
          button(texts["link.no"], async () => askForCode(), "second"),
          button(texts["link.yes"], () => link(linkingCode, name, found.passkey)),
        ),
      ),
    );
  }

  async function link(linkingCode, name, passkeyOptions) {
    // Both ask the user, and browsers want his click for it.
    await askForNotifications();
    const passkey = passkeyOptions && (await createPasskey(passkeyOptions));
    const key = await device.newKey();
    const push = await device.subscribe(registration);
    const linked = await device.call("POST", "/device/v1/links", {
      linkingCode,
      name,
      publicKey: await device.publicJwk(key),
      ...(push && { push }),
      ...(passkey && { passkey }),
    });
    record = { id: linked.deviceId, key, audience, push: Boolean(push) };
    await device.write("record", record);
    home();
    tell(texts["link.done"], "good");
  }

  async function askForNotifications() {
    if (registration?.pushManager && Notification.permission === "default") {
      await Notification.requestPermission();
    }
  }

  async function unlink() {
    await device.callAs(record, "DELETE", `/device/v1/devices/${record.id}`).catch((error) => {
      if (error.status !== 401) {
        throw error;
      }
    });
    await forget();
    tell(texts["unlink.done"], "good");
  }

  async function forget() {
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
    await device.forget("record");
    record = null;
    shown = new Map();
    askForCode();
  }

  // --- What is asked ---------------------------------------------------------------------------------

  const waiting = element("div", { className: "card" });

  function home() {
    shown = new Map();
    waiting.replaceChildren(element("p", {}, texts["home.nothing"]));
    show(element("h1", {}, texts.title), waiting, notifications(), unlinking());
    look();
  }

  function notifications() {
    const state = element("p", { className: "quiet" }, texts[record.push ? "push.on" : "push.off"]);
    if (record.push || !registration?.pushManager || Notification.permission === "denied") {
      return state;
    }
    const turnOn = button(
      texts["push.turn_on"],
      async () => {
        await askForNotifications();
        await renew();
        box.replaceWith(notifications());
      },
      "second",
    );
    const box = element("div", { className: "card" }, state, turnOn);
    return box;
  }

  function unlinking() {
    const ask = button(
      texts["unlink.button"],
      async () =>
        box.replaceChildren(
          element("p", {}, texts["unlink.sure"]),
          element(
            "div",
            { className: "choice" },
            button(texts["unlink.no"], async () => box.replaceWith(unlinking()), "second"),
            button(texts["unlink.yes"], unlink),
          ),
        ),
      "plain",
    );
    const box = element("div", {}, ask);
    return box;
  }

  const time = new Intl.DateTimeFormat(
    navigator.language.startsWith(language) ? navigator.language : language,
    { timeStyle: "short" },
  );

  function browserOf(agent) {
    const known = [
      ["Edg/", "Edge"],
      ["OPR/", "Opera"],
      ["Firefox/", "Firefox"],
      ["Chrome/", "Chrome"],
      ["Safari/", "Safari"],
    ].find(([sign]) => agent.includes(sign));
    const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
    return [known?.[1], system].filter(Boolean).join(", ");
  }

  function request(challenge) {
    const heading = element("h2", {}, say(`ask.${challenge.purpose.toLowerCase()}`, { asker: challenge.asker }));
    heading.id = `heading-${challenge.id}`;
    const browser = browserOf(challenge.userAgent);
    const card = element(
      "section",
      { className: "card" },
      heading,
      element(
        "div",
        { className: "number" },
        element("span", { className: "quiet" }, texts["ask.number"]),
        element("strong", {}, challenge.number),
      ),
      element(
        "dl",
        {},
        element("dt", {}, texts["ask.who"]),
        element("dd", {}, challenge.asker),
        element("dt", {}, texts["ask.where"]),
        element("dd", {}, element("bdi", {}, challenge.ip), browser ? ` · ${browser}` : null),
        element("dt", {}, texts["ask.when"]),
        element("dd", {}, time.format(challenge.createdAt)),
      ),
      element("p", { className: "quiet" }, texts["ask.warning"]),
      element(
        "div",
        { className: "choice" },
        button(texts.deny, () => answer(challenge, "DENY"), "second"),
        button(texts.approve, () => answer(challenge, "APPROVE")),
      ),
    );
    card.setAttribute("aria-labelledby", heading.id);
    return card;
  }

  async function answer(challenge, decision) {
    // Nonces live for a minute; people may take longer.
    const fresh = (await asked()).find(({ id }) => id === challenge.id);
    if (!fresh) {
      draw(await asked());
      tell(texts["answer.over"], "bad");
      return;
    }
    const assertion = decision === "APPROVE" && fresh.passkey ? await showPasskey(fresh.passkey) : undefined;
    const proof = await device.proof(record, fresh, decision);
    try {
      await device.call("POST", `/device/v1/challenges/${fresh.id}/answer`, { decision, proof, assertion });
      tell(texts[decision === "APPROVE" ? "answer.approved" : "answer.denied"], "good");
    } catch (error) {
      if (error.key !== "error.flow.state") {
        throw error;
      }
      tell(texts["answer.over"], "bad");
    }
    await closeNotification(fresh.id);
    draw(await asked());
  }

  async function closeNotification(tag) {
    for (const notification of (await registration?.getNotifications?.({ tag })) ?? []) {
      notification.close();
    }
  }

  async function asked() {
    return (await device.callAs(record, "GET", "/device/v1/challenges")).challenges;
  }

  /** Shows what came and takes away what is over; what stays is not touched, nor is the focus. */
  function draw(challenges) {
    const ids = new Set(challenges.map(({ id }) => id));
    const fresh = challenges.filter(({ id }) => !shown.has(id));
    const gone = [...shown.keys()].filter((id) => !ids.has(id));
    if (fresh.length === 0 && gone.length === 0) {
      return;
    }
    const hadFocus = gone.some((id) => shown.get(id).contains(document.activeElement));
    gone.forEach((id) => {
      shown.get(id).remove();
      shown.delete(id);
    });
    for (const challenge of fresh.reverse()) {
      const card = request(challenge);
      shown.set(challenge.id, card);
      main.querySelector("h1").after(card);
    }
    waiting.hidden = shown.size > 0;
    if (fresh.length > 0) {
      tell("");
      const heading = main.querySelector("h2");
      heading.tabIndex = -1;
      heading.focus();
    } else if (hadFocus) {
      main.querySelector("h1").focus();
    }
  }

  async function look() {
    if (!record || busy || document.hidden || !waiting.isConnected) {
      return;
    }
    try {
      const challenges = await asked();
      if (!busy) {
        draw(challenges);
      }
    } catch (error) {
      if (error.status === 401) {
        await forget();
        tell(texts["unlink.elsewhere"], "bad");
      }
      // Else the line is down; the next look may do.
    }
  }

  /** Subscriptions change while nobody looks. */
  async function renew() {
    const push = await device.subscribe(registration);
    if (push || record.push) {
      await device.move(record, push);
    }
    record = { ...record, push: Boolean(push) };
    await device.write("record", record);
  }

  // --- Beginning -------------------------------------------------------------------------------------

  async function begin() {
    if (!self.isSecureContext || !self.indexedDB || !crypto.subtle) {
      show(element("h1", {}, texts.title), element("p", {}, texts.unsupported));
      return;
    }
    const notification = { title: service, body: texts["notification"], language, direction: document.dir };
    await device.write("notification", notification);
    registration = await navigator.serviceWorker
      ?.register("/device/worker.js", { scope: "/device" })
      .catch(() => null);
    navigator.serviceWorker?.addEventListener("message", look);
    record = await device.read("record");
    const code = decodeURIComponent(location.hash.slice(1));
    // The code is no part of the history.
    history.replaceState(null, "", location.pathname);
    if (record) {
      home();
      renew().catch(() => {});
    } else {
      askForCode(code);
    }
    setInterval(look, LOOK_EVERY);
    document.addEventListener("visibilitychange", look);
  }

  begin().catch((error) => {
    console.error(error);
    show(element("h1", {}, texts.title), element("p", {}, texts.failed));
  });
})();
