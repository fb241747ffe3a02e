/** What goes wrong on somebody's page must be found by its developer: the console is where they look. */
export const complain = (...what: unknown[]): void => console.error("Latchkey:", ...what);

export const warn = (...what: unknown[]): void => console.warn("Latchkey:", ...what);
