/** The script that pages load: `/js/v1/identity.js`. */
import { complain } from "../log.js";
import { widgets } from "../widgets/index.js";
import { type Globals, install } from "./install.js";

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  install(window as unknown as Globals, script, widgets);
} else {
  complain("identity.js must be loaded by a script element; modules import index.js.");
}
