import { useEffect, useState } from "preact/hooks";
import type { SocialIdentity } from "../../commands/types.js";
import { complain } from "../../log.js";
import type { WidgetOptions, WithAuth } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Removables } from "../lists/removables.js";
import { Arrival } from "../screen/arrival.js";
import { ScreenLink } from "../screen/link.js";
import { Title } from "../screen/title.js";
import { ProviderIcon, SocialButtons } from "./buttons.js";
import { type Provider, providerOf } from "./providers.js";

export interface SocialAccountsOptions extends WidgetOptions, WithAuth {
  accessToken: string;
  /** Default: the client's. */
  providers?: readonly string[];
}

type Options = Setting<SocialAccountsOptions>;

/** The accounts at providers that log the user in (contract section 9.11). */
export const socialAccounts: Widget<SocialAccountsOptions> = {
  name: "social-accounts",
  content: async (setting) => <SocialAccounts setting={setting} linked={await identitiesOf(setting)} />,
};

async function identitiesOf({ client, options }: Options): Promise<readonly SocialIdentity[]> {
  const { accessToken } = options;
  const fields = "social_identities{id,provider,username}";
  return (await client.getUser({ accessToken, fields })).socialIdentities ?? [];
}

function SocialAccounts({ setting, linked }: { setting: Options; linked: readonly SocialIdentity[] }) {
  const { client, options, kit, t, succeed } = setting;
  const { accessToken, auth, providers = kit.config.socialProviders } = options;
  const [identities, setIdentities] = useState(linked);
  const [screen, setScreen] = useState<"first" | "link" | "links">("first");

  // Only a window comes back into this page. Whoever listens without need might take the page its tokens.
  useEffect(() => {
    if (!auth?.popupMode) {
      return undefined;
    }
    const read = (): void => {
      identitiesOf(setting).then(
        (found) => {
          setIdentities(found);
          setScreen("links");
        },
        (error: unknown) => complain("the accounts could not be read again:", error),
      );
    };
    client.on("authenticated", read);
    return () => client.off("authenticated", read);
  }, []);

  const unlinked = providers.filter(
    (key) => !identities.some(({ provider }) => provider === key.split(":")[0]),
  );
  if (screen === "link") {
    return (
      <>
        <Title focused>{t("socialAccounts.linkNewAccount")}</Title>
        <SocialButtons providers={unlinked} auth={{ ...auth, accessToken }} />
        <p class="r5-links">
          <ScreenLink onClick={() => setScreen("links")}>{t("back")}</ScreenLink>
        </p>
      </>
    );
  }
  return (
    <Arrival focused={screen === "links"}>
      <Removables
        empty={t("socialAccounts.noLinkedAccount")}
        items={identities.map(({ id, provider: key, username }) => {
          const provider = providerOf(key, kit.config);
          return {
            id,
            name: provider?.name ?? key,
            icon: provider && <Emblem provider={provider} />,
            details: username && <div class="r5-detail">{username}</div>,
          };
        })}
        question={({ name }) => t("socialAccounts.confirm.removal", { provider: name })}
        remove={async (identityId) => {
          await client.unlink({ accessToken, identityId });
          setIdentities((before) => before.filter(({ id }) => id !== identityId));
          succeed({ name: "unlink", identityId });
        }}
      />
      {unlinked.length > 0 && (
        <button type="button" class="r5-button" onClick={() => setScreen("link")}>
          {t("socialAccounts.linkNewAccount")}
        </button>
      )}
    </Arrival>
  );
}

const Emblem = ({ provider }: { provider: Provider }) => (
  <span
    class="r5-emblem"
    style={{ backgroundColor: provider.background, color: provider.color, borderColor: provider.border }}
  >
    <ProviderIcon provider={provider} />
  </span>
);
