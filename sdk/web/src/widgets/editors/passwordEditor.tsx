import { useState } from "preact/hooks";
import { confirmationField, newPasswordField, passwordField } from "../fields/password.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import type { WidgetOptions } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Done } from "../screen/done.js";
import { useOnce } from "../screen/useOnce.js";

export interface PasswordEditorOptions extends WidgetOptions {
  accessToken?: string;
  /** In the place of an access token; the server decides whether that is enough. */
  userId?: string;
  promptOldPassword?: boolean;
  canShowPassword?: boolean;
}

/** A new password (contract section 9.8). */
export const passwordEditor: Widget<PasswordEditorOptions> = {
  name: "password-editor",
  content: (setting) => <PasswordEditor setting={setting} />,
};

function PasswordEditor({ setting }: { setting: Setting<PasswordEditorOptions> }) {
  const { client, options, t, succeed } = setting;
  const { accessToken, userId, promptOldPassword, canShowPassword: canShow, onSuccess } = options;
  const [changed, setChanged] = useState(0);
  const told = changed > 0 && !onSuccess;
  const fields = useOnce<Field[]>(() => [
    ...(promptOldPassword
      ? [
          passwordField({
            name: "old_password",
            label: t("oldPassword"),
            autocomplete: "current-password",
            canShow,
          }),
        ]
      : []),
    newPasswordField(setting, {
      name: "new_password",
      label: t("newPassword"),
      autocomplete: "new-password",
      canShow,
    }),
    confirmationField(setting, "new_password", "password_confirmation"),
  ]);
  return (
    <>
      {told && <Done key={changed}>{t("passwordEditor.success")}</Done>}
      {(!told || promptOldPassword) && (
        <Form
          fields={fields}
          submitLabel={t("send")}
          again
          onSubmit={async (data) => {
            await client.updatePassword({
              accessToken,
              userId: accessToken ? undefined : userId,
              password: String(data.new_password),
              oldPassword: data.old_password as string | undefined,
            });
            succeed({ name: "password_changed" });
            setChanged(changed + 1);
          }}
        />
      )}
    </>
  );
}
