/** Where the server has it; empty in the module, as that of phone numbers. */
declare const QR_SCRIPT: string;

/** @throws when it cannot be loaded */
export const loadQr = async (origin: string): Promise<typeof import("./qr.js")> =>
  QR_SCRIPT ? import(origin + QR_SCRIPT) : import("./qr.js");
