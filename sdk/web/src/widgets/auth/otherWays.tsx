import type { AuthOptions } from "../../authorize/options.js";
import { Separator, SocialButtons } from "../social/buttons.js";

interface OtherWaysProps {
  providers: readonly string[];
  auth: AuthOptions;
}

/** The providers' buttons above a form, if there are any. */
export const OtherWays = ({ providers, auth }: OtherWaysProps) =>
  providers.length ? (
    <>
      <SocialButtons providers={providers} auth={auth} />
      <Separator />
    </>
  ) : null;
