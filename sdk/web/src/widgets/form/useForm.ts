import { type RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { complain } from "../../log.js";
import type { Json } from "../../wire/names.js";
import { useSetting } from "../life/setting.js";
import { dataOf } from "./data.js";
import type { Field, Values } from "./field.js";
import { NO_PROBLEMS, problemOf, type Problems, problemsOf } from "./problems.js";

/** Sends what was typed; what it throws is told to the user. */
export type Submit = (data: Json, values: Values) => Promise<void>;

/** What becomes of a form after a success: nothing more, or it begins anew, or it goes on as it is. */
export type Again = boolean | "as it is";

/** A form as its view sees it. */
export interface FormState {
  readonly values: Values;
  readonly problems: Problems;
  readonly busy: boolean;
  readonly form: RefObject<HTMLFormElement>;
  readonly failure: RefObject<HTMLDivElement>;
  set(name: string, value: string): void;
  leave(name: string): void;
  recheck(): void;
  submit(event: Event): void;
}

const initialOf = (fields: readonly Field[]): Values =>
  Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));

/**
 * The state of a form. A field is checked once it was left, and from then on at each change; all of them when the form
 * is sent, which they must pass.
 *
 * @param again whether it can be sent once more after a success
 */
export function useForm(fields: readonly Field[], send: Submit, again: Again): FormState {
  const { t, fail, ended } = useSetting();
  const [values, setValues] = useState(() => initialOf(fields));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<Problems>(NO_PROBLEMS);
  const [busy, setBusy] = useState(false);
  const [, recheck] = useState({});
  const form = useRef<HTMLFormElement>(null);
  const failure = useRef<HTMLDivElement>(null);
  const focus = useRef<"invalid" | "failure">();

  useLayoutEffect(() => {
    const target =
      focus.current === "invalid"
        ? form.current?.querySelector<HTMLElement>("[aria-invalid=true]")
        : focus.current && failure.current;
    target?.focus();
    focus.current = undefined;
  });

  // A page that comes back from the browser's cache is one whose login was not gone through with.
  useEffect(() => {
    const revive = (event: PageTransitionEvent): void => {
      if (event.persisted) {
        setBusy(false);
      }
    };
    addEventListener("pageshow", revive);
    return () => removeEventListener("pageshow", revive);
  }, []);

  const own = (field: Field): string | undefined =>
    left.has(field.name) ? problemOf(field, values, t) : undefined;
  const problems: Problems = {
    form: refused.form,
    fields: Object.fromEntries(
      fields.flatMap((field) => {
        const problem = own(field) ?? refused.fields[field.name];
        return problem ? [[field.name, problem]] : [];
      }),
    ),
  };

  const empty = (): void => {
    const secrets = fields.filter(({ secret }) => secret).map(({ name }) => name);
    setValues((before) => ({ ...before, ...Object.fromEntries(secrets.map((name) => [name, ""])) }));
    setLeft((before) => new Set([...before].filter((name) => !secrets.includes(name))));
  };

  const attempt = async (): Promise<void> => {
    setBusy(true);
    setRefused(NO_PROBLEMS);
    await Promise.all(fields.map((field) => field.settle?.(values[field.name] ?? "")));
    if (fields.some((field) => problemOf(field, values, t))) {
      focus.current = "invalid";
      setLeft(new Set(fields.map(({ name }) => name)));
      setBusy(false);
      return;
    }
    try {
      await send(dataOf(fields, values), values);
      if (again === true) {
        setValues(initialOf(fields));
        setLeft(new Set());
      }
      setBusy(!again);
    } catch (error) {
      fail(error);
      const found = problemsOf(error, fields, t);
      if (found.form === t("unexpectedErrorOccurred")) {
        complain("a form failed:", error);
      }
      focus.current = found.form ? "failure" : "invalid";
      empty();
      setRefused(found);
      setBusy(false);
    }
  };

  return {
    values,
    problems,
    busy,
    form,
    failure,
    set(name, value) {
      setValues((before) => ({ ...before, [name]: value }));
      if (refused.fields[name]) {
        const { [name]: _, ...others } = refused.fields;
        setRefused({ ...refused, fields: others });
      }
    },
    leave(name) {
      // Who is taken elsewhere leaves nothing: a code that was wrong would be told to be missing.
      if (!focus.current && !left.has(name)) {
        setLeft(new Set([...left, name]));
      }
    },
    recheck: () => recheck({}),
    submit(event) {
      event.preventDefault();
      if (!busy && !ended.aborted) {
        void attempt();
      }
    },
  };
}
