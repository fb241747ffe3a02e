import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { explained } from "../life/failure.js";
import { useSetting } from "../life/setting.js";
import { Alert } from "../screen/alert.js";

/** Something of the user's, in a list. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  readonly icon?: ComponentChildren;
  /** Under the name. */
  readonly details?: ComponentChildren;
}

interface RemovablesProps {
  items: readonly Listed[];
  /** What is said when there are none. */
  empty: string;
  /** What is asked before one is removed. */
  question?(item: Listed): string;
  /** What it throws is told to the user. Left out: nothing can be removed. */
  remove?(id: string): Promise<unknown>;
}

/**
 * A list of things that the user may remove, when they have said yes. One is gone at once, and comes back if the server
 * refuses (contract section 9.11). The focus stays with what is done; it comes to the list when that grows.
 */
export function Removables({ items, empty, question, remove }: RemovablesProps) {
  const { t, fail, id } = useSetting();
  const [asked, setAsked] = useState<string>();
  const [gone, setGone] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState<string>();
  const root = useRef<HTMLDivElement>(null);
  const focus = useRef<string>();
  const length = useRef(items.length);
  const list = id("list");

  useLayoutEffect(() => {
    const target = items.length > length.current ? list : focus.current;
    length.current = items.length;
    focus.current = undefined;
    if (target) {
      root.current?.querySelector<HTMLElement>(`[id="${target}"]`)?.focus();
    }
  });

  const ask = (item?: string): void => {
    focus.current = item === undefined ? id(`remove-${asked}`) : id("cancel");
    setAsked(item);
  };

  const confirm = async (item: string): Promise<void> => {
    focus.current = list;
    setAsked(undefined);
    setProblem(undefined);
    setGone((before) => [...before, item]);
    try {
      await remove?.(item);
    } catch (error) {
      fail(error);
      setGone((before) => before.filter((other) => other !== item));
      setProblem(explained(error, t));
    }
  };

  const present = items.filter((item) => !gone.includes(item.id));
  return (
    <div ref={root} onKeyDown={({ key }) => asked !== undefined && key === "Escape" && ask()}>
      <Alert text={problem} />
      {present.length ? (
        <ul class="r5-list" id={list} tabIndex={-1}>
          {present.map((item) => (
            <li key={item.id} class="r5-item">
              {item.icon}
              <div class="r5-item-text">
                <div class="r5-item-name">{item.name}</div>
                {item.details}
              </div>
              {remove && asked !== item.id && (
                <button
                  type="button"
                  class="r5-link"
                  id={id(`remove-${item.id}`)}
                  aria-label={`${t("remove")} ${item.name}`}
                  onClick={() => ask(item.id)}
                >
                  {t("remove")}
                </button>
              )}
              {asked === item.id && (
                <div class="r5-question" role="group" aria-labelledby={id("question")}>
                  <p id={id("question")}>{question?.(item)}</p>
                  <button
                    type="button"
                    class="r5-button r5-button-plain"
                    id={id("cancel")}
                    onClick={() => ask()}
                  >
                    {t("confirmation.cancel")}
                  </button>
                  <button type="button" class="r5-button" onClick={() => void confirm(item.id)}>
                    {t("confirmation.yes")}
                  </button>
                </div>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p class="r5-text" id={list} tabIndex={-1}>
          {empty}
        </p>
      )}
    </div>
  );
}

interface DatedProps {
  label: string;
  /** In ISO 8601. */
  at: string;
}

/** When something was, under a name. */
export function Dated({ label, at }: DatedProps) {
  const { language } = useSetting();
  const shown = new Date(at).toLocaleDateString(language, { dateStyle: "medium" });
  return (
    <div class="r5-detail">
      {label} <time dateTime={at}>{shown}</time>
    </div>
  );
}
