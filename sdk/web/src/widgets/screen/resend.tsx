import { useEffect, useState } from "preact/hooks";
import { useSetting } from "../life/setting.js";

/** How long to wait for a message before another may be asked for, in seconds. */
const WAIT = 30;

/** Asks for one more code, once the last has had the time to arrive. */
export function Resend({ send }: { send(): Promise<void> }) {
  const { t } = useSetting();
  const [left, setLeft] = useState(WAIT);
  useEffect(() => {
    if (left === 0) {
      return undefined;
    }
    const tick = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(tick);
  }, [left]);
  const again = async (): Promise<void> => {
    setLeft(WAIT);
    await send();
  };
  return (
    <button type="button" class="r5-link" disabled={left > 0} onClick={() => void again()}>
      {t("code.resend")}
      {left > 0 && <span aria-hidden="true">{` (${left})`}</span>}
    </button>
  );
}
