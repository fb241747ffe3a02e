import { isDeclined } from "../auth/passkeyLogin.js";
import type { Setting } from "./setting.js";

/** Whether the browser was let make a passkey: who closes its dialogue knows that they did, and only the page is told. */
export async function unlessDeclined({ fail }: Setting, ask: Promise<unknown>): Promise<boolean> {
  try {
    await ask;
    return true;
  } catch (error) {
    if (!isDeclined(error)) {
      throw error;
    }
    fail(error);
    return false;
  }
}
