package dev.latchkey.faces.web;

import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Response;
import java.util.Base64;

/** A page with a sentence on it. */
public final class SimplePage {

  private static final String STYLE =
      "body{margin:0;display:grid;place-items:center;min-height:100vh;font:1rem/1.5"
          + " system-ui,sans-serif;"
          + "background:#f4f6fa;color:#1a2230}main{max-width:28rem;padding:2rem;text-align:center}"
          + "small{color:#5b6472}@media(prefers-color-scheme:dark){body{background:#12161d;color:#e8ecf3}small{color:#9aa4b2}}";

  private static final String STYLE_HASH = Base64.getEncoder().encodeToString(Digest.sha256(STYLE));

  private SimplePage() {}

  /**
   * @param language a catalogue
   * @param note small print below; may be empty
   */
  public static Response of(int status, String language, String sentence, String note) {
    String page =
        """
        <!doctype html>
        <html lang="%s" dir="%s">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title><style>%s</style></head>
        <body><main><h1>%s</h1><small>%s</small></main></body>
        </html>
        """
            .formatted(
                Html.text(language),
                language.equals("ar") ? "rtl" : "ltr",
                Html.text(sentence),
                STYLE,
                Html.text(sentence),
                Html.text(note));
    return Response.html(status, page)
        .with("Cache-Control", "no-store")
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-"
                + STYLE_HASH
                + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }
}
