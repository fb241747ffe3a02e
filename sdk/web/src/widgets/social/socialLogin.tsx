import type { WidgetOptions, WithAuth } from "../life/options.js";
import type { Widget } from "../life/show.js";
import type { SocialButtonTheme, Theme } from "../theme/theme.js";
import { SocialButtons } from "./buttons.js";

export interface SocialLoginOptions extends WidgetOptions, WithAuth {
  /** Default: the client's. */
  socialProviders?: readonly string[];
  /** A theme, or only that of the buttons. */
  theme?: Theme & SocialButtonTheme;
}

export const socialLogin: Widget<SocialLoginOptions> = {
  name: "social-login",
  checksSession: true,
  content: ({ options, kit }) => (
    <SocialButtons providers={options.socialProviders ?? kit.config.socialProviders} auth={options.auth} />
  ),
};

/** Attributes of the buttons may stand in the theme itself (contract section 9.12). */
export function withButtonTheme(options: SocialLoginOptions): SocialLoginOptions {
  const { theme = {} } = options;
  const { inline, textVisible, fontWeight, height, focusBoxShadow } = theme;
  const bare = { inline, textVisible, fontWeight, height, focusBoxShadow };
  const given = Object.fromEntries(Object.entries(bare).filter(([, value]) => value !== undefined));
  return { ...options, theme: { ...theme, socialButton: { ...given, ...theme.socialButton } } };
}
