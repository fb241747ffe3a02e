import { useState } from "preact/hooks";
import type { MailLink } from "../../commands/types.js";
import { fieldsOf } from "../fields/fields.js";
import type { Field } from "../form/field.js";
import { Form } from "../form/form.js";
import type { WidgetOptions, WithCaptcha } from "../life/options.js";
import type { Setting } from "../life/setting.js";
import type { Widget } from "../life/show.js";
import { Done } from "../screen/done.js";

export interface EmailEditorOptions extends WidgetOptions, WithCaptcha, MailLink {
  accessToken: string;
}

/** A new e-mail address (contract section 9.7). */
export const emailEditor: Widget<EmailEditorOptions> = {
  name: "email-editor",
  content: async (setting) => <EmailEditor setting={setting} fields={await fieldsOf(setting, ["email"])} />,
};

function EmailEditor({ setting, fields }: { setting: Setting<EmailEditorOptions>; fields: Field[] }) {
  const { client, options, t, succeed } = setting;
  const { accessToken, redirectUrl, returnToAfterEmailConfirmation } = options;
  const [sent, setSent] = useState(false);
  if (sent) {
    return <Done>{t("emailEditor.successMessage")}</Done>;
  }
  return (
    <>
      <p class="r5-text">{t("emailEditor.intro")}</p>
      <Form
        fields={fields}
        submitLabel={t("send")}
        onSubmit={async ({ email }) => {
          await client.updateEmail({
            accessToken,
            email: String(email),
            redirectUrl,
            returnToAfterEmailConfirmation,
            ...(await setting.captcha("update_email")),
          });
          succeed({ name: "email_updated" });
          setSent(true);
        }}
      />
    </>
  );
}
