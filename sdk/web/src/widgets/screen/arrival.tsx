import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface ArrivalProps {
  children: ComponentChildren;
  /** Whether the screen has just taken another's place. */
  focused: boolean;
}

/** A screen without a heading: the focus comes to the whole of it, and not to a field, which would be left empty. */
export function Arrival({ children, focused }: ArrivalProps) {
  const screen = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focused) {
      screen.current?.focus();
    }
  }, []);
  return (
    <div class="r5-screen" tabIndex={-1} ref={screen}>
      {children}
    </div>
  );
}
