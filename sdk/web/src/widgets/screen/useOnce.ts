import { useRef } from "preact/hooks";

/** Made when a component is shown first, and kept: for what holds a state of its own, such as fields. */
export function useOnce<T>(make: () => T): T {
  const made = useRef<{ readonly value: T }>();
  made.current ??= { value: make() };
  return made.current.value;
}
