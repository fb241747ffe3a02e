import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What is said when all is done; the focus comes here, as what had it is gone. */
export function Done({ children }: { children: ComponentChildren }) {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => words.current?.focus(), []);
  return (
    <p class="r5-text r5-done" role="status" tabIndex={-1} ref={words}>
      {children}
    </p>
  );
}
