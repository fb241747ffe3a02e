import { useSetting } from "../life/setting.js";

interface RememberMeProps {
  checked: boolean;
  onChange(checked: boolean): void;
}

/** Whether the session is to outlive the browser. */
export function RememberMe({ checked, onChange }: RememberMeProps) {
  const { t } = useSetting();
  return (
    <label class="r5-check">
      <input
        type="checkbox"
        name="persistent"
        class="r5-checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <span>{t("rememberMe")}</span>
    </label>
  );
}
