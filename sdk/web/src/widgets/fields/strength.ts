import type { PasswordPolicy } from "../../config.js";

const PAUSE = 300;

type Ask = (password: string) => Promise<{ score: number }>;

/**
 * How strong passwords are, as the server counts: asked when typing pauses, the last answer wins. Of a password whose
 * strength could not be learnt nothing is known; the server decides in the end.
 */
export class Strength {
  readonly #ask: Ask;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: { readonly password: string; score?: number; answer: Promise<void> } | undefined;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** 0 to 4, if it is known. */
  of(password: string): number | undefined {
    return this.#last?.password === password ? this.#last.score : undefined;
  }

  /** Asks soon, unless it is told of another password before. */
  typed(password: string, known: () => void): void {
    this.end();
    if (password) {
      this.#timer = setTimeout(() => void this.learn(password).then(known), PAUSE);
    }
  }

  /** Asks at once, and once. */
  learn(password: string): Promise<void> {
    this.end();
    if (!password) {
      return Promise.resolve();
    }
    if (this.#last?.password !== password) {
      const last = { password, answer: Promise.resolve() };
      this.#last = last;
      last.answer = this.#answer(last);
    }
    return this.#last.answer;
  }

  async #answer(last: { readonly password: string; score?: number }): Promise<void> {
    try {
      last.score = (await this.#ask(last.password)).score;
    } catch {
      // Then nobody is shown a strength, and the server decides.
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

const CLASSES = [
  ["uppercaseCharacters", "uppercase", /\p{Lu}/gu],
  ["lowercaseCharacters", "lowercase", /\p{Ll}/gu],
  ["digitCharacters", "digit", /[0-9]/g],
  // Space and the ASCII punctuation.
  ["specialCharacters", "characters", /[ -/:-@[-`{-~]/g],
] as const;

/** A rule of the policy on the characters of passwords. */
export interface Rule {
  readonly name: (typeof CLASSES)[number][1];
  readonly count: number;
  readonly met: boolean;
}

export function rules(policy: PasswordPolicy, password: string): Rule[] {
  return CLASSES.flatMap(([key, name, characters]) => {
    const count = policy[key] ?? 0;
    const found = password.match(characters)?.length ?? 0;
    return count > 0 ? [{ name, count, met: found >= count }] : [];
  });
}
