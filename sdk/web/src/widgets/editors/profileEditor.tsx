import { useRef, useState } from "preact/hooks";
import type { MailLink, Profile } from "../../commands/types.js";
import { snake } from "../../wire/names.js";
import { defined, type FieldOption } from "../fields/definition.js";
import { fieldsOf } from "../fields/fields.js";
import type { Field, Values } from "../form/field.js";
import { Form } from "../form/form.js";
import { Failure } from "../life/failure.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Done } from "../screen/done.js";
import { changes, valueOf } from "./changes.js";

export interface ProfileEditorOptions extends WidgetOptions, MailLink {
  accessToken: string;
  fields: readonly FieldOption[];
  /** Default: true. */
  showLabels?: boolean;
}

const OF_PASSWORDS = ["password", "password_confirmation"];

/** The user's own data (contract section 9.14). */
export const profileEditor: Widget<ProfileEditorOptions> = {
  name: "profile-editor",
  async content(setting) {
    const { client, options, kit } = setting;
    const definitions = (options.fields ?? []).map(defined);
    if (definitions.some(({ key }) => OF_PASSWORDS.includes(snake(key)))) {
      throw new Failure(`The fields ${OF_PASSWORDS.join(" and ")} cannot be in a profile editor.`);
    }
    const blank = await fieldsOf(setting, definitions);
    const profile = await client.getUser({
      accessToken: options.accessToken,
      fields: [...new Set(blank.map(({ name }) => name.replace(/^address\..*/, "addresses")))].join(","),
    });
    // The server lets these be changed where it asks for a proof, and nowhere else.
    const isFixed = ({ name }: Field): boolean =>
      (name === "email" && !!profile.email) || (name === "phone_number" && kit.config.sms);
    const said = blank.map((field) => valueOf(profile, field));
    const filled = await fieldsOf(
      setting,
      definitions.map((definition, at) => ({
        ...definition,
        defaultValue: said[at] ?? definition.defaultValue,
      })),
    );
    const known = Object.fromEntries(filled.map(({ name, initial }, at) => [name, said[at] ? initial : ""]));
    return (
      <ProfileEditor
        setting={setting}
        profile={profile}
        fields={filled.filter((field) => !isFixed(field))}
        known={known}
      />
    );
  },
};

/** Most of what is asked for is filled in already, so that placeholders would not be seen. */
export const withLabels = (options: ProfileEditorOptions): ProfileEditorOptions => ({
  ...options,
  showLabels: options.showLabels ?? true,
});

interface ProfileEditorProps {
  setting: Setting<ProfileEditorOptions>;
  profile: Profile;
  fields: readonly Field[];
  known: Values;
}

function ProfileEditor({ setting, fields, ...read }: ProfileEditorProps) {
  const { client, options, t, succeed } = setting;
  const { accessToken, redirectUrl, returnToAfterEmailConfirmation, onSuccess } = options;
  const [saved, setSaved] = useState(0);
  const present = useRef(read);
  return (
    <>
      {saved > 0 && !onSuccess && <Done key={saved}>{t("profileEditor.success")}</Done>}
      <Form
        fields={fields}
        submitLabel={t("save")}
        again="as it is"
        onChange={() => setSaved(0)}
        onSubmit={async (_, values) => {
          const { known, profile } = present.current;
          const data = changes(fields, values, known, profile);
          if (Object.keys(data).length) {
            await client.updateProfile({ accessToken, data, redirectUrl, returnToAfterEmailConfirmation });
          }
          present.current = { known: values, profile: { ...profile, ...data } };
          succeed({ name: "user_updated" });
          setSaved(saved + 1);
        }}
      />
    </>
  );
}
