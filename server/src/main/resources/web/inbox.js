// The development inbox: asks for new messages every second while somebody looks at the page.

const MESSAGES = "/inbox/messages";
const PAUSE = 1000;
const TIMEOUT = 10_000;

const $ = (id) => document.getElementById(id);

/** Message id to { message, item, button }, oldest first. */
const entries = new Map();
const unread = new Set();

let open = null;
let newest = null;
let reload = true;
let seen = false;
let watching = false;
let format = "html";

// --- Watching -------------------------------------------------------------------------------------

async function watch() {
  if (watching) {
    return;
  }
  watching = true;
  while (!document.hidden) {
    await look();
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  // While nobody looked, another tab may have cleared the inbox: begin anew.
  reload = true;
  watching = false;
}

async function look() {
  const all = reload || newest === null;
  reload = false;
  let messages;
  try {
    messages = await ask("GET", all ? MESSAGES : `${MESSAGES}?after=${newest}`);
  } catch (error) {
    reload ||= all;
    tell("away", `No answer from the server (${error.message}). Trying again…`);
    return;
  }
  tell("live", "Watching for messages");
  if (all) {
    keepOnly(new Set(messages.map((message) => message.id)));
  }
  add(messages.filter((message) => !entries.has(message.id)));
}

/** The answer's JSON, or null when it has none. */
async function ask(method, url) {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT) });
  if (!response.ok) {
    throw new Error(`status ${response.status}`);
  }
  return response.status === 204 ? null : response.json();
}

function tell(state, text) {
  if ($("state").textContent !== text) {
    $("state").textContent = text;
    $("state").dataset.state = state;
  }
}

// --- The list -------------------------------------------------------------------------------------

function add(messages) {
  for (const message of messages) {
    const entry = { message, ...listItem(message) };
    entries.set(message.id, entry);
    newest = message.id;
    if (seen) {
      unread.add(message.id);
      entry.button.classList.add("unread");
    }
    $("list").prepend(entry.item);
  }
  if (seen && messages.length > 0) {
    $("announcement").textContent =
      messages.length === 1
        ? `New message to ${messages[0].recipient}`
        : `${messages.length} new messages`;
  }
  if (messages.length > 0 || !seen) {
    seen = true;
    refresh();
  }
}

function keepOnly(ids) {
  for (const [id, entry] of entries) {
    if (!ids.has(id)) {
      entry.item.remove();
      entries.delete(id);
      unread.delete(id);
      if (open === id) {
        open = null;
      }
    }
  }
  newest = [...entries.keys()].at(-1) ?? null;
  if (seen) {
    refresh();
  }
}

function listItem(message) {
  const button = h(
    "button",
    { type: "button", class: "entry" },
    h("span", { class: "mark" }, "Unread"),
    h("span", { class: "recipient" }, h("bdi", {}, message.recipient)),
    h("time", { datetime: message.created_at }, time(message.created_at)),
    h("span", { class: "line", dir: "auto" }, message.subject ?? message.text),
  );
  button.addEventListener("click", () => {
    show(message.id);
    $("message").focus({ preventScroll: true });
    $("message").scrollIntoView({ block: "nearest" });
  });
  return { button, item: h("li", {}, button) };
}

/** Shows what the filter lets through; opens the newest when nothing of it is open. */
function refresh() {
  const wanted = $("filter").value.trim();
  const visible = [];
  for (const { message, item } of entries.values()) {
    item.hidden = !message.recipient.toLowerCase().includes(wanted.toLowerCase());
    if (!item.hidden) {
      visible.push(message.id);
    }
  }
  $("wanted").textContent = wanted;
  $("nothing").hidden = entries.size > 0;
  $("no-match").hidden = entries.size === 0 || visible.length > 0;
  $("panes").hidden = visible.length === 0;
  $("clear").disabled = entries.size === 0;
  const recipients = new Set([...entries.values()].map(({ message }) => message.recipient));
  $("recipients").replaceChildren(...[...recipients].map((value) => h("option", { value })));
  if (visible.length > 0 && !visible.includes(open)) {
    show(visible.at(-1));
  }
  markReachable(open);
  entitle();
}

/** The arrows move within the list, so one entry of it is enough for the Tab key. */
function markReachable(id) {
  for (const [other, { button }] of entries) {
    button.tabIndex = other === id ? 0 : -1;
  }
}

function moveInList(event) {
  const buttons = [...$("list").querySelectorAll("li:not([hidden]) button")];
  const at = buttons.indexOf(document.activeElement);
  const last = buttons.length - 1;
  const to = {
    ArrowDown: Math.min(at + 1, last),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: last,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    buttons.forEach((button, i) => (button.tabIndex = i === to ? 0 : -1));
    buttons[to].focus();
  }
}

function entitle() {
  document.title = `${unread.size > 0 ? `(${unread.size}) ` : ""}Inbox · Latchkey`;
}

async function clear() {
  try {
    await ask("DELETE", MESSAGES);
  } catch (error) {
    tell("away", `The messages could not be cleared (${error.message}).`);
    return;
  }
  // An answer that was on its way may still bring some of them: look at everything once more.
  reload = true;
  keepOnly(new Set());
  $("announcement").textContent = "All messages cleared";
  $("title").focus();
}

// --- The message ----------------------------------------------------------------------------------

function show(id) {
  const { message, button } = entries.get(id);
  open = id;
  unread.delete(id);
  button.classList.remove("unread");
  for (const [other, entry] of entries) {
    entry.button.setAttribute("aria-current", String(other === id));
  }
  markReachable(id);
  entitle();
  $("message").replaceChildren(head(message), ...findings(message), ...body(message));
}

function head(message) {
  const kind = message.channel === "sms" ? "Text message" : "E-mail";
  return h(
    "header",
    {},
    h("h2", { id: "subject", dir: "auto" }, message.subject ?? kind),
    h(
      "p",
      { class: "facts" },
      h("span", { class: "kind" }, kind),
      " to ",
      h("bdi", { class: "recipient" }, message.recipient),
      " · ",
      h("time", { datetime: message.created_at }, fullTime(message.created_at)),
    ),
  );
}

/** What one mostly came for: the codes and links. */
function findings(message) {
  const names = linkNames(message.html);
  const all = [
    ...message.codes.map((code) => h("li", {}, codeChip(code))),
    ...message.links.map((link) =>
      h(
        "li",
        {},
        h(
          "a",
          { class: "link", href: link, target: "_blank", rel: "noopener" },
          h("span", { dir: "auto" }, names.get(link) || "Open the link"),
          h("span", { class: "unseen" }, " (new tab)"),
        ),
        h("span", { class: "address", dir: "ltr" }, link),
      ),
    ),
  ];
  return all.length > 0
    ? [h("ul", { class: "findings", "aria-label": "Codes and links" }, ...all)]
    : [];
}

/**
 * Address to the words of the mail's own button. The document that the mail is parsed into loads
 * and runs nothing; without its inline styles, the policy of this page has nothing to report.
 */
function linkNames(html) {
  const unstyled = (html ?? "").replace(
    /<style[^]*?<\/style>|\sstyle\s*=\s*("[^"]*"|'[^']*')/gi,
    "",
  );
  const anchors = new DOMParser()
    .parseFromString(unstyled, "text/html")
    .querySelectorAll("a[href]");
  return new Map(
    [...anchors].map((anchor) => [anchor.getAttribute("href"), anchor.textContent.trim()]),
  );
}

function codeChip(code) {
  const hint = h("span", { class: "hint" }, "Copy");
  const text = h("span", { class: "code", dir: "ltr" }, code);
  const chip = h("button", { type: "button", class: "chip" }, text, " ", hint);
  chip.addEventListener("click", async () => {
    const copied = await copy(code, text);
    hint.textContent = copied ? "Copied" : "Selected";
    $("announcement").textContent = copied
      ? `Copied ${code}`
      : "Selected. Copy it with your keyboard.";
    setTimeout(() => (hint.textContent = "Copy"), 2000);
  });
  return chip;
}

/** Browsers keep the clipboard from pages that are neither local nor on https: then the text is selected. */
async function copy(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(element);
    return false;
  }
}

function body(message) {
  const text = h("div", { class: "text", tabindex: "0", dir: "auto" }, message.text);
  if (!message.html) {
    text.setAttribute("role", "region");
    text.setAttribute("aria-label", "Text of the message");
    return [text];
  }
  const mail = h("iframe", {
    title: "The mail as it looks",
    src: `${MESSAGES}/${message.id}/html`,
    sandbox: "allow-popups allow-popups-to-escape-sandbox",
  });
  return tabs({ text: ["Text", text], html: ["HTML", mail] });
}

/** Tabs as the ARIA Authoring Practices describe them; the choice holds for the next message. */
function tabs(panels) {
  const names = Object.keys(panels);
  const buttons = names.map((name) =>
    h(
      "button",
      { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}` },
      panels[name][0],
    ),
  );
  const boxes = names.map((name) =>
    h(
      "div",
      { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` },
      panels[name][1],
    ),
  );
  const select = (name) => {
    format = name;
    names.forEach((other, i) => {
      buttons[i].setAttribute("aria-selected", String(other === name));
      buttons[i].tabIndex = other === name ? 0 : -1;
      boxes[i].hidden = other !== name;
    });
  };
  buttons.forEach((button, i) => {
    button.addEventListener("click", () => select(names[i]));
    button.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        const other = (i + 1) % names.length;
        select(names[other]);
        buttons[other].focus();
      }
    });
  });
  select(format);
  return [h("div", { role: "tablist", "aria-label": "Format" }, ...buttons), ...boxes];
}

// --- Small things ---------------------------------------------------------------------------------

/** An element; strings become text, never markup. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const timeOfDay = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

function time(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  return (today ? timeOfDay : day).format(date);
}

function fullTime(instant) {
  return dayAndTime.format(new Date(instant));
}

$("filter").value = new URLSearchParams(location.search).get("to") ?? "";
$("filter").addEventListener("input", refresh);
$("show-all").addEventListener("click", () => {
  $("filter").value = "";
  refresh();
  $("filter").focus();
});
$("clear").addEventListener("click", clear);
$("list").addEventListener("keydown", moveInList);
document.addEventListener("visibilitychange", watch);
watch();
