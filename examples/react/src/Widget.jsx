import { useEffect, useRef } from "react";
import { client } from "./identity.js";

/**
 * A widget: `<Widget show="showAuth" options={…} />`. It is shown anew when the contents of its options have changed;
 * functions among them may be other ones at each render, and are called as they were given last.
 */
export function Widget({ show, options }) {
  const place = useRef(null);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });

  const contents = JSON.stringify(options);
  useEffect(() => {
    const functions = Object.entries(latest.current)
      .filter(([, value]) => typeof value === "function")
      .map(([name]) => [name, (...given) => latest.current[name]?.(...given)]);
    const shown = client[show]({
      ...JSON.parse(contents),
      ...Object.fromEntries(functions),
      container: place.current,
    });
    // It may not be there yet when the component goes.
    return () => void shown.then((widget) => widget?.destroy());
  }, [show, contents]);

  return <div ref={place} />;
}
