package dev.latchkey.faces.web;

import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Response;
import java.util.Base64;

/** A page with a sentence on it, where a tenant has no pages of its own. */
public final class SimplePage implements Notices {

  private static final String STYLE =
      "body{margin:0;display:grid;place-items:center;min-height:100vh;font:1rem/1.5"
          + " system-ui,sans-serif;"
          + "background:#f4f6fa;color:#1a2230}main{max-width:28rem;padding:2rem;text-align:center}small{color:#5b6472}button{font:inherit;color:#fff;background:#1f4fd8;border:0;border-radius:8px;padding:.75rem"
          + " 1.5rem;cursor:pointer}@media(prefers-color-scheme:dark){body{background:#12161d;color:#e8ecf3}small{color:#9aa4b2}}";

  private static final String STYLE_HASH = Base64.getEncoder().encodeToString(Digest.sha256(STYLE));

  @Override
  public Response say(Call call, int status, String sentence, String note) {
    String language = call.language();
    String body = "<h1>%s</h1><small>%s</small>".formatted(Html.text(sentence), Html.text(note));
    return page(status, language, sentence, body, "form-action 'none'");
  }

  @Override
  public Response ask(Call call, String sentence, String button) {
    String body =
        "<h1>%s</h1><form method=\"post\"><button>%s</button></form>"
            .formatted(Html.text(sentence), Html.text(button));
    // No form-action: browsers hold the redirect that answers the form to it, too, and that goes to
    // the client. "same-origin" because the browser names the form's origin only then.
    return page(200, call.language(), sentence, body, "connect-src 'none'")
        .with("Referrer-Policy", "same-origin");
  }

  private static Response page(
      int status, String language, String title, String body, String policy) {
    String page =
        """
        <!doctype html>
        <html lang="%s" dir="%s">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title><style>%s</style></head>
        <body><main>%s</main></body>
        </html>
        """
            .formatted(
                Html.text(language),
                language.equals("ar") ? "rtl" : "ltr",
                Html.text(title),
                STYLE,
                body);
    return Response.html(status, page)
        .with("Cache-Control", "no-store")
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-"
                + STYLE_HASH
                + "'; base-uri 'none'; frame-ancestors 'none'; "
                + policy);
  }
}
