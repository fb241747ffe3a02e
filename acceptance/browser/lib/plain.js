import assert from "node:assert/strict";

const FORM = /<form ([^>]*)>([^]*?)<\/form>/g;
const INPUT = /<input ([^>]*)>/g;
const REFRESH = /http-equiv="refresh" content="0;url=([^"]*)"/;
const MOST_HOPS = 10;

/**
 * A person's browser without script, new: it keeps cookies, follows redirects and pages that lead on by themselves within
 * the server, and sends forms. It stops where an address leads elsewhere.
 */
export class PlainBrowser {
  #base;
  #cookies = new Map();

  /** Where it is; what it would ask for there is not asked for when that is another server. */
  address;

  /** What it shows of this server. */
  page = "";

  constructor(base) {
    this.#base = base;
  }

  async open(address) {
    let next = new URL(address, this.#base);
    for (let hops = 0; next; hops++) {
      assert.ok(hops < MOST_HOPS, `led in a circle: ${next}`);
      this.address = next;
      next = next.origin === this.#base ? await this.#ask("GET", next) : undefined;
    }
    return this.address;
  }

  /** Sends the form of that action with what it holds, and these values. */
  async submit(action, values) {
    const form = this.forms().find((one) => new URL(one.action, this.#base).pathname === action);
    assert.ok(form, `a form of ${action} in ${this.page}`);
    const next = await this.#ask("POST", new URL(form.action, this.#base), { ...form.values, ...values });
    return next ? this.open(next) : this.address;
  }

  /** The forms of the page: where each is sent, and what it holds. */
  forms() {
    return [...this.page.matchAll(FORM)].map(([, tag, content]) => ({
      action: attribute(tag, "action"),
      values: Object.fromEntries(
        [...content.matchAll(INPUT)]
          .map(([, input]) => [attribute(input, "name"), attribute(input, "value") ?? ""])
          .filter(([name]) => name),
      ),
    }));
  }

  /** Where the answer leads; undefined when it stays. */
  async #ask(method, url, values) {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: {
        accept: "text/html",
        "accept-language": "en",
        cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; "),
        ...(values && { origin: this.#base, "sec-fetch-site": "same-origin" }),
      },
      body: values && new URLSearchParams(values),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      this.#cookies.set(name, value);
    }
    this.page = await response.text();
    const onward = response.headers.get("location") ?? this.page.match(REFRESH)?.[1];
    return onward && new URL(text(onward), url);
  }
}

const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`(?:^|\\s)${name}="([^"]*)"`));
  return found ? text(found[1]) : undefined;
};

const text = (html) =>
  html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#34;", '"')
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
