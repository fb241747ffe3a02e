import type { JSX } from "preact";
import { type ControlProps, controlAttributes, type Field } from "../form/field.js";
import { type Setting, useSetting } from "../life/setting.js";
import { dateExists, type DatePart, iso, partsOrder } from "./date.js";
import { Select } from "./select.js";

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
] as const;

const MIN_AGE = 6;
const MAX_AGE = 129;

/**
 * What is typed into the three parts: `year-month-day`, any of them empty; altogether empty when all are. A date of the
 * profile's has a zero before its month, which the list of months has not.
 */
function partsOf(value: string): Record<DatePart, string> {
  const [year = "", month = "", day = ""] = value.split("-");
  return { year, month: month.replace(/^0/, ""), day };
}

const joined = ({ year, month, day }: Record<DatePart, string>): string =>
  year || month || day ? `${year}-${month}-${day}` : "";

type Wrong = "required" | "birthdate.dayOfMonth" | "birthdate.year";

/** What is wrong with the parts, in the order of contract section 10.6. */
export function birthdateProblem(value: string, today: Date): Wrong | undefined {
  const parts = partsOf(value);
  if (!parts.year || !parts.month || !parts.day) {
    return "required";
  }
  const [year, month, day] = [parts.year, parts.month, parts.day].map(wholeNumber) as [
    number,
    number,
    number,
  ];
  if (!(day >= 1 && day <= 31)) {
    return "birthdate.dayOfMonth";
  }
  const age = today.getFullYear() - year;
  if (!(age >= MIN_AGE && age <= MAX_AGE)) {
    return "birthdate.year";
  }
  return dateExists(year, month, day) ? undefined : "birthdate.dayOfMonth";
}

const wholeNumber = (text: string): number => (/^\d+$/.test(text) ? Number(text) : NaN);

export function birthdateField({ t }: Pick<Setting, "t">): Omit<Field, "required"> {
  return {
    name: "birthdate",
    path: ["birthdate"],
    label: t("birthdate"),
    initial: "",
    labelled: "group",
    Control: BirthdateControl,
    check(value) {
      const wrong = birthdateProblem(value, new Date());
      return wrong && t(`validation.${wrong}`);
    },
    data(value) {
      const { year, month, day } = partsOf(value);
      return iso(Number(year), Number(month), Number(day));
    },
  };
}

function BirthdateControl(props: ControlProps) {
  const { t, language } = useSetting();
  const { field, id, value, onInput } = props;
  const parts = partsOf(value);
  const part = (name: DatePart) => ({
    ...controlAttributes(props),
    id: `${id}-${name}`,
    name: `${field.name}.${name}`,
    placeholder: t(name),
    "aria-label": t(name),
    autocomplete: `bday-${name}`,
    value: parts[name],
    onInput: (typed: string) => onInput(joined({ ...parts, [name]: typed.trim() })),
  });
  const controls: Record<DatePart, () => JSX.Element> = {
    day: () => <DigitsInput {...part("day")} digits={2} />,
    month: () => (
      <Select
        {...part("month")}
        choices={MONTHS.map((month, at) => ({ value: String(at + 1), label: t(month) }))}
      />
    ),
    year: () => <DigitsInput {...part("year")} digits={4} />,
  };
  return (
    <div class="r5-parts">
      {partsOrder(language).map((name) => (
        <div key={name} class={`r5-part-${name}`}>
          {controls[name]()}
        </div>
      ))}
    </div>
  );
}

interface DigitsProps extends ReturnType<typeof controlAttributes> {
  digits: number;
  value: string;
  autocomplete: string;
  onInput(value: string): void;
}

const DigitsInput = ({ digits, onInput, ...attributes }: DigitsProps) => (
  <input
    {...attributes}
    type="text"
    inputMode="numeric"
    maxLength={digits}
    class="r5-input"
    onInput={({ currentTarget }) => onInput(currentTarget.value)}
  />
);
