import type { ComponentChildren } from "preact";

interface ScreenLinkProps {
  children: ComponentChildren;
  onClick(): void;
}

/** Leads to another screen: a button, as no address belongs to it. */
export const ScreenLink = ({ children, onClick }: ScreenLinkProps) => (
  <button type="button" class="r5-link" onClick={onClick}>
    {children}
  </button>
);
