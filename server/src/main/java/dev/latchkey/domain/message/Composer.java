package dev.latchkey.domain.message;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import dev.latchkey.domain.message.MessageKind.Tone;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.MessageTemplate;
import dev.latchkey.domain.tenant.Tenant.MessageText;
import dev.latchkey.platform.i18n.Texts;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a message into words: the operator's template where there is one, else the built-in texts.
 */
public final class Composer {

  private static final Mustache.Compiler PLAIN =
      Mustache.compiler().escapeHTML(false).defaultValue("");
  private static final Mustache.Compiler HTML =
      Mustache.compiler().escapeHTML(true).defaultValue("");

  private final Texts texts;

  public Composer(Texts texts) {
    this.texts = texts;
  }

  /**
   * @throws MustacheException when an operator's template cannot be read
   */
  public Composed compose(Tenant tenant, Message message) {
    Map<String, String> variables = new HashMap<>(message.variables());
    variables.put("tenant", tenant.name());
    message
        .variable("factor_kind")
        .ifPresent(
            kind -> variables.put("factor", texts.get(message.language(), "factor." + kind)));
    Built built = new Built(message, variables);
    Optional<MessageText> own =
        Optional.ofNullable(tenant.messages().get(message.kind()))
            .map(MessageTemplate::texts)
            .flatMap(byLanguage -> inLanguage(byLanguage, message.language()));
    if (message.channel().equals(Message.SMS)) {
      String text = own.map(MessageText::text).orElseGet(built::sms);
      return new Composed(Message.SMS, message.recipient(), null, plain(text, variables), null);
    }
    String subject = own.map(MessageText::subject).orElseGet(built::subject);
    String text = own.map(MessageText::text).orElseGet(built::text);
    String html = own.map(MessageText::html).orElse(null);
    return new Composed(
        Message.EMAIL,
        message.recipient(),
        oneLine(plain(subject, variables)),
        plain(text, variables),
        html == null ? built.html() : HTML.compile(html).execute(variables));
  }

  private static Optional<MessageText> inLanguage(
      Map<String, MessageText> byLanguage, String language) {
    MessageText exact = byLanguage.get(language);
    return Optional.ofNullable(exact == null ? byLanguage.get(language.split("-", 2)[0]) : exact);
  }

  private static String plain(String template, Map<String, String> variables) {
    return PLAIN.compile(template).execute(variables);
  }

  /** A subject is a header: nothing that a user typed may end its line. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }

  /** The built-in words of one message. */
  private final class Built {

    private final Message message;
    private final Map<String, String> variables;

    Built(Message message, Map<String, String> variables) {
      this.message = message;
      this.variables = variables;
    }

    String sms() {
      return texts.get(message.language(), message.kind() + ".sms");
    }

    String subject() {
      return say(message.kind() + ".email.subject");
    }

    String text() {
      StringBuilder text = new StringBuilder();
      paragraph(text, greeting());
      paragraph(text, say(message.kind() + ".email.intro"));
      message.variable("link").ifPresent(link -> paragraph(text, link));
      message.variable("code").ifPresent(code -> paragraph(text, say("common.code") + " " + code));
      expiry().ifPresent(words -> paragraph(text, words));
      paragraph(text, closing());
      return escaped(text.append(say("common.signature")).append('\n').toString());
    }

    /**
     * The words are final, not a template any more: braces of a user's own must not be read as one.
     */
    private String escaped(String text) {
      variables.put("built", text);
      return "{{built}}";
    }

    private static void paragraph(StringBuilder text, String words) {
      text.append(words).append("\n\n");
    }

    String html() {
      String language = message.language();
      String direction = language.equals("ar") ? "rtl" : "ltr";
      StringBuilder body = new StringBuilder();
      body.append("<p>").append(html(greeting())).append("</p>\n");
      body.append("<p>").append(html(say(message.kind() + ".email.intro"))).append("</p>\n");
      message
          .variable("link")
          .ifPresent(link ->
              body.append("<p style=\"margin:28px 0\"><a href=\"")
                  .append(html(link))
                  .append(
                      "\" style=\"background:#1f4fd8;color:#fff;padding:12px"
                          + " 20px;border-radius:8px;text-decoration:none;display:inline-block\">")
                  .append(html(say(message.kind() + ".email.button")))
                  .append("</a></p>\n"));
      message
          .variable("code")
          .ifPresent(code ->
              body.append("<p>")
                  .append(html(say("common.code")))
                  .append(
                      "<br><strong dir=\"ltr\" style=\"font:600 22px/1.6"
                          + " ui-monospace,Consolas,monospace;letter-spacing:1px\">")
                  .append(html(code))
                  .append("</strong></p>\n"));
      expiry().ifPresent(words -> body.append("<p>").append(html(words)).append("</p>\n"));
      body.append("<p style=\"color:#5b6472\">").append(html(closing())).append("</p>\n");
      message
          .variable("link")
          .ifPresent(link ->
              body.append("<p style=\"color:#5b6472;font-size:13px\">")
                  .append(html(say("common.link_fallback")))
                  .append("<br><span dir=\"ltr\" style=\"word-break:break-all\">")
                  .append(html(link))
                  .append("</span></p>\n"));
      body.append("<p style=\"color:#5b6472\">")
          .append(html(say("common.signature")))
          .append("</p>");
      return """
      <!doctype html>
      <html lang="%s" dir="%s">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title></head>
      <body style="margin:0;background:#f4f6fa;color:#1a2230;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
      <div style="max-width:520px;margin:0 auto;padding:32px 24px;background:#fff">
      %s
      </div>
      </body>
      </html>
      """
          .formatted(language, direction, html(subject()), body);
    }

    private String greeting() {
      return variables.containsKey("name") ? say("common.greeting_name") : say("common.greeting");
    }

    /** How long what is in it is good for: at a login the link longer than the code. */
    private Optional<String> expiry() {
      if (!variables.containsKey("minutes")) {
        return Optional.empty();
      }
      return Optional.of(
          say(variables.containsKey("link_minutes") ? "common.expires_apart" : "common.expires"));
    }

    private String closing() {
      MessageKind kind = MessageKind.valueOf(message.kind().toUpperCase(Locale.ROOT));
      return say(kind.tone() == Tone.NOTICE ? "common.not_you" : "common.ignore");
    }

    private String say(String key) {
      return plain(texts.get(message.language(), key), variables);
    }

    private static String html(String text) {
      return Escapers.HTML.escape(text);
    }
  }
}
