import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSetting } from "../life/setting.js";

interface TitleProps {
  children: ComponentChildren;
  /** Whether the screen has just taken another's place: then the focus comes here. */
  focused?: boolean;
}

/** The heading of a screen. */
export function Title({ children, focused = false }: TitleProps) {
  const { headingLevel = 2 } = useSetting().options;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focused) {
      heading.current?.focus();
    }
  }, []);
  const Tag = `h${Math.min(6, Math.max(1, Math.round(headingLevel)))}` as "h2";
  return (
    <Tag class="r5-title" tabIndex={-1} ref={heading}>
      {children}
    </Tag>
  );
}
