import { Done } from "../screen/done.js";
import { Title } from "../screen/title.js";
import type { ScreenProps } from "./screens.js";

/** The account is there, and its owner is to be found out by a message first. */
export const AwaitingVerification = ({ setting: { t } }: ScreenProps) => (
  <>
    <Title>{t("signup.title")}</Title>
    <Done>{t("signup.awaiting.identifier.verification")}</Done>
  </>
);
