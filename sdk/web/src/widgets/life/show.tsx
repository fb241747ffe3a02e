import { type ComponentChildren, render } from "preact";
import type { Client } from "../../client.js";
import type { SessionInfo } from "../../commands/session.js";
import type { Kit } from "../../kit.js";
import { complain } from "../../log.js";
import { complete } from "../texts/load.js";
import { direction, speaker } from "../texts/texts.js";
import { followScheme } from "../theme/scheme.js";
import { style } from "../theme/sheet.js";
import { properties } from "../theme/theme.js";
import { explained } from "./failure.js";
import type { Instance, WidgetOptions, WithAuth, WithCaptcha } from "./options.js";
import { checkSession } from "./session.js";
import { type Setting, SettingContext } from "./setting.js";

/** A widget: what is needed to show it. */
export interface Widget<O extends WidgetOptions> {
  /** Its root has the class `r5-{name}`. */
  readonly name: string;
  /** Whether a session logs in before anything is shown. */
  readonly checksSession?: boolean;
  /** What is shown. What it throws is told to the user in its place, a {@link Failure} by its words. */
  content(setting: Setting<O>): ComponentChildren | Promise<ComponentChildren>;
}

const DEFAULT_COUNTRY = "FR";
const FALLBACK_LANGUAGE = "en";

let shown = 0;

/**
 * Shows a widget in its container, in the place of what is there.
 *
 * @returns nothing when there is no such container, or when the widget gave way: to a session, or to another widget
 */
export async function show<O extends WidgetOptions & WithAuth>(
  kit: Kit,
  client: Client,
  widget: Widget<O>,
  options: O,
): Promise<Instance | undefined> {
  const container = containerOf(options);
  if (!container) {
    return undefined;
  }
  const { root, instance, ended } = occupy(container);
  let setting: Setting<O> | undefined;
  let content: ComponentChildren;
  try {
    await kit.configured();
    const check = widget.checksSession && (await checkSession(kit, client, options.auth ?? {}, ended));
    if (check && check.taken) {
      instance.destroy();
      return undefined;
    }
    setting = await settle(kit, client, options, ended, check ? check.session : undefined);
    content = (
      <SettingContext.Provider value={setting as unknown as Setting}>
        {await widget.content(setting)}
      </SettingContext.Provider>
    );
  } catch (error) {
    complain(`the widget "${widget.name}" cannot be shown:`, error);
    content = (
      <p class="r5-failure" role="alert">
        {explained(error, setting?.t ?? speaker(options.i18n, {}, FALLBACK_LANGUAGE))}
      </p>
    );
  }
  if (ended.aborted) {
    return undefined;
  }
  dress(root, widget.name, options, setting?.language ?? FALLBACK_LANGUAGE);
  container.replaceChildren(root);
  style(root);
  followScheme(root, options.theme ?? {}, ended);
  render(content, root);
  guarded(options.onReady, instance);
  return instance;
}

function containerOf({ container }: WidgetOptions): Element | undefined {
  const found = typeof container === "string" ? document.getElementById(container) : container;
  if (found instanceof Element) {
    return found;
  }
  complain(`there is no element "${String(container)}" to show a widget in.`);
  return undefined;
}

/** The widget of each container. */
const inhabitants = new WeakMap<Element, Instance>();

interface Place {
  readonly root: HTMLElement;
  readonly instance: Instance;
  /** Aborted when the widget goes. */
  readonly ended: AbortSignal;
}

/** Empties a container, which also ends the widget that is in it. */
function occupy(container: Element): Place {
  inhabitants.get(container)?.destroy();
  container.replaceChildren();
  const life = new AbortController();
  const root = document.createElement("div");
  const instance: Instance = {
    destroy() {
      if (!life.signal.aborted) {
        life.abort();
        inhabitants.delete(container);
        render(null, root);
        root.remove();
      }
    },
  };
  inhabitants.set(container, instance);
  return { root, instance, ended: life.signal };
}

async function settle<O extends WidgetOptions>(
  kit: Kit,
  client: Client,
  options: O,
  ended: AbortSignal,
  session: SessionInfo | undefined,
): Promise<Setting<O>> {
  const { config } = kit;
  const { countryCode = options.phoneNumberOptions?.defaultCountry } = options;
  const served = await kit.texts();
  const spoken = Object.keys(served).length ? config.language : FALLBACK_LANGUAGE;
  const number = ++shown;
  return {
    kit,
    client,
    options,
    session,
    t: speaker(options.i18n, await complete(served, kit.http.origin), spoken),
    language: spoken === "jp" ? "ja" : spoken,
    country: (countryCode ?? config.countryCode ?? DEFAULT_COUNTRY).toUpperCase(),
    ended,
    id: (name) => `r5-${number}-${name}`,
    captcha: async (action) => (options as WithCaptcha).captcha?.(action),
    succeed: (event) => guarded(options.onSuccess, event),
    fail: (error) => guarded(options.onError, error),
  };
}

function dress(root: HTMLElement, name: string, { theme = {} }: WidgetOptions, language: string): void {
  const animated = theme.animateWidgetEntrance === false ? "" : " r5-animated";
  root.className = `r5-widget r5-widget-active r5-${name}${animated}`;
  root.lang = language;
  root.dir = direction(language);
  for (const [property, value] of Object.entries(properties(theme))) {
    root.style.setProperty(property, value);
  }
}

/** A page's mistake is not the widget's. */
function guarded<T>(callback: ((value: T) => void) | undefined, value: T): void {
  try {
    callback?.(value);
  } catch (error) {
    complain("a callback failed:", error);
  }
}
