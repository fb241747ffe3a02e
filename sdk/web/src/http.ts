import { failure, isIdentityError } from "./errors.js";
import { shared } from "./storage.js";
import { fromWire, type Json, toWire } from "./wire/names.js";
import { toQuery } from "./wire/query.js";

/** What a call carries. Names are camelCase here and snake_case on the wire. */
export interface Call {
  readonly query?: object;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as bearer token. */
  readonly accessToken?: string;
  /** Whether cookies go along and are taken: where sessions and trusted devices matter, and nowhere else. */
  readonly cookies?: boolean;
}

/** How calls are spoken. */
export interface Speech {
  /** Of error messages for users. */
  language?: string;
  /** Of mails and text messages. */
  locale?: string;
}

const CORRELATION_ID = "latchkey.correlation_id";

/** Calls the server. Everything rejects with an {@link IdentityError}. */
export class Http {
  /** Scheme, host and port of the server; also where its messages come from. */
  readonly origin: string;
  readonly #speech: Speech;

  constructor(origin: string, speech: Speech) {
    this.origin = origin;
    this.#speech = speech;
  }

  /** @param path relative to `/identity/v1/`, or from the root when it begins with a slash */
  url(path: string, query: object = {}): string {
    const parameters = toQuery(query);
    const absolute = path.startsWith("/") ? path : `/identity/v1/${path}`;
    return this.origin + absolute + (parameters && `?${parameters}`);
  }

  get<T>(path: string, call: Call = {}): Promise<T> {
    return this.#send<T>("GET", path, call);
  }

  post<T = void>(path: string, call: Call = {}): Promise<T> {
    return this.#send<T>("POST", path, call);
  }

  delete<T = void>(path: string, call: Call = {}): Promise<T> {
    return this.#send<T>("DELETE", path, call);
  }

  /** As above, without cookies and headers of ours, so that no preflight is due. */
  async plain(url: string): Promise<Json> {
    return (await answer(url, { credentials: "omit" })) as Json;
  }

  /** Whether the path answers by a redirect. It is not followed, and asked without cookies, so nothing comes of it. */
  async redirects(path: string, query: object): Promise<boolean> {
    const response = await send(this.url(path, query), { credentials: "omit", redirect: "manual" });
    return response.type === "opaqueredirect";
  }

  async #send<T>(method: string, path: string, call: Call): Promise<T> {
    const { language, locale } = this.#speech;
    const headers: Record<string, string> = { "X-R5-Correlation-Id": correlationId() };
    if (language) {
      headers["Accept-Language"] = language;
    }
    if (locale) {
      headers["Custom-Locale"] = locale;
    }
    if (call.accessToken) {
      headers.Authorization = `Bearer ${call.accessToken}`;
    }
    if (call.body) {
      headers["Content-Type"] = "application/json;charset=UTF-8";
    }
    const json = await answer(this.url(path, call.query), {
      method,
      headers,
      credentials: call.cookies ? "include" : "omit",
      body: call.body && JSON.stringify(toWire(call.body)),
    });
    return fromWire(json) as T;
  }
}

/** The JSON of an answer; nothing of a 204. */
async function answer(url: string, request: RequestInit): Promise<unknown> {
  const response = await send(url, request);
  if (response.status === 204) {
    return undefined;
  }
  let json: unknown;
  try {
    json = await response.json();
  } catch {
    throw failure("server_error", `The answer with status ${response.status} is not JSON`);
  }
  if (response.ok) {
    return json;
  }
  const error = fromWire(json);
  throw isIdentityError(error) ? error : failure("server_error", `Status ${response.status}`);
}

async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (cause) {
    throw failure("network_error", String(cause));
  }
}

/** Joins what one browser does in the server's log. */
function correlationId(): string {
  let id = shared.get(CORRELATION_ID);
  if (!id) {
    id = crypto.randomUUID();
    shared.set(CORRELATION_ID, id);
  }
  return id;
}
