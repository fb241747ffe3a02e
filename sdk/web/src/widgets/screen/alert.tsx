import { useEffect, useRef } from "preact/hooks";

/** What went wrong outside of a form; the focus comes here when there is something. */
export function Alert({ text }: { text?: string }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text) {
      line.current?.focus();
    }
  }, [text]);
  return (
    <div class="r5-form-error" role="alert" tabIndex={-1} ref={line}>
      {text}
    </div>
  );
}
