import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readableOn } from "../src/widgets/theme/contrast.js";
import { properties } from "../src/widgets/theme/theme.js";
import css from "../src/widgets/theme/widgets.css";
import { withButtonTheme } from "../src/widgets/social/socialLogin.js";

test("every attribute becomes a custom property of its name", () => {
  assert.deepEqual(
    properties({ maxWidth: 320, input: { paddingX: "1em" }, passwordStrengthValidator: { color0: "red" } }),
    {
      "--latchkey-max-width": "320px",
      "--latchkey-input-padding-x": "1em",
      "--latchkey-password-strength-validator-color0": "red",
    },
  );
});

test("numbers are pixels, as texts too, but for heights of lines and weights", () => {
  assert.deepEqual(
    properties({ borderRadius: "25", lineHeight: 1.5, socialButton: { fontWeight: 600, lineHeight: "1.4" } }),
    {
      "--latchkey-border-radius": "25px",
      "--latchkey-line-height": "1.5",
      "--latchkey-social-button-font-weight": "600",
      "--latchkey-social-button-line-height": "1.4",
    },
  );
});

test("what is no look is no property", () => {
  assert.deepEqual(
    properties({
      colorScheme: "dark",
      animateWidgetEntrance: false,
      socialButton: { inline: true, textVisible: false },
    }),
    {},
  );
});

test("the text of buttons is readable on the primary colour", () => {
  assert.equal(properties({ primaryColor: "#ffd400" })["--latchkey-button-color"], "#101418");
  assert.equal(properties({ primaryColor: "#0a4a8a" })["--latchkey-button-color"], "#fff");
  assert.equal(
    properties({ primaryColor: "#ffd400", button: { color: "navy" } })["--latchkey-button-color"],
    "navy",
  );
});

test("white is kept where it can be read", () => {
  assert.deepEqual(["#fff", "#000", "#767676", "#777777", "#34A", "rebeccapurple"].map(readableOn), [
    "#101418",
    "#fff",
    "#fff",
    "#101418",
    "#fff",
    "#fff",
  ]);
});

test("the style sheet and its contract name the same properties", () => {
  const named = (text: string) => [...new Set(text.match(/--latchkey-[a-z0-9-]+/g))].sort();
  assert.deepEqual(named(readFileSync("THEME.md", "utf8")), named(css));
});

test("attributes of buttons that stand in the theme itself are the buttons'", () => {
  const { theme } = withButtonTheme({
    container: "x",
    theme: { inline: true, height: 50, primaryColor: "red" },
  });
  assert.deepEqual(theme?.socialButton, { inline: true, height: 50 });
  const own = withButtonTheme({ container: "x", theme: { inline: true, socialButton: { inline: false } } });
  assert.equal(own.theme?.socialButton?.inline, false);
});
