/**
 * The browser's storage, or a map where a page may not use it (blocked cookies, sandboxed frames): things are then
 * remembered until the page is left.
 */
export class Store {
  readonly #memory = new Map<string, string>();
  readonly #storage: () => Storage;

  constructor(storage: () => Storage) {
    this.#storage = storage;
  }

  get(key: string): string | null {
    return this.#memory.get(key) ?? this.#attempt((storage) => storage.getItem(key)) ?? null;
  }

  set(key: string, value: string): void {
    if (this.#attempt((storage) => (storage.setItem(key, value), true))) {
      this.#memory.delete(key);
    } else {
      this.#memory.set(key, value);
    }
  }

  remove(key: string): void {
    this.#memory.delete(key);
    this.#attempt((storage) => storage.removeItem(key));
  }

  keys(): string[] {
    return [...this.#memory.keys(), ...(this.#attempt((storage) => Object.keys(storage)) ?? [])];
  }

  /** The getter itself throws where storage is blocked, `setItem` where it is full. */
  #attempt<T>(use: (storage: Storage) => T): T | undefined {
    try {
      return use(this.#storage());
    } catch {
      return undefined;
    }
  }
}

/** Of this tab. */
export const tab = new Store(() => sessionStorage);

/** Of all tabs of the page's origin. */
export const shared = new Store(() => localStorage);
