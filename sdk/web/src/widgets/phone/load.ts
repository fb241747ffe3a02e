import { complain } from "../../log.js";

/** What is known of phone numbers. */
export type PhoneNumbers = typeof import("./phone.js");

/**
 * Where the server has it: the build says so for the script that pages load. Empty in the module, whose bundler finds
 * it by the import.
 */
declare const PHONE_SCRIPT: string;

let loading: Promise<PhoneNumbers | undefined> | undefined;

/** Loaded once; nothing when it cannot be loaded, and tried anew the next time. */
export const phoneNumbers = (origin: string): Promise<PhoneNumbers | undefined> =>
  (loading ??= load(origin).catch((error: unknown) => {
    complain("what knows of phone numbers could not be loaded:", error);
    loading = undefined;
    return undefined;
  }));

const load = async (origin: string): Promise<PhoneNumbers> =>
  PHONE_SCRIPT ? ((await import(origin + PHONE_SCRIPT)) as PhoneNumbers) : import("./phone.js");
