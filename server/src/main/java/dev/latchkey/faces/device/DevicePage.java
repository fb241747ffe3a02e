package dev.latchkey.faces.device;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.Endpoint;
import dev.latchkey.faces.web.Html;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Resources;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Texts;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /device}: a page that can be installed and makes its browser a device that approves. It
 * loads nothing but this server's own files, and calls {@code /device/v1} like any other device.
 */
public final class DevicePage {

  private static final String PATH = "/device";
  private static final String FOLDER = "/web/device/";

  /** Edges of the icon as a picture, in pixels: some systems show no other. */
  private static final List<Integer> PICTURES = List.of(180, 192, 512);

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Texts texts;
  private final String page = Resources.text(FOLDER + "index.html");

  public DevicePage(Texts texts) {
    this.texts = texts;
  }

  public void on(Router router, Api api) {
    router.get(PATH, around(api, this::page));
    router.get(PATH + "/manifest.webmanifest", around(api, this::manifest));
    file(router, api, "app.js");
    file(router, api, "core.js");
    file(router, api, "app.css");
    file(router, api, "icon.svg");
    PICTURES.forEach(size -> file(router, api, picture(size)));
    router.get(
        PATH + "/worker.js",
        around(
            api,
            // The page stands above the folder of its files.
            call -> Resources.script(FOLDER + "worker.js").with("Service-Worker-Allowed", PATH)));
  }

  private static Handler around(Api api, Endpoint endpoint) {
    return api.around(
        RateClass.NONE,
        call -> call.tenant().push() == null ? Api.nothingHere(call) : endpoint.handle(call));
  }

  private static void file(Router router, Api api, String name) {
    Response response =
        switch (name.substring(name.lastIndexOf('.'))) {
          case ".js" -> Resources.script(FOLDER + name);
          case ".css" -> Resources.style("/web/tokens.css", FOLDER + name);
          case ".png" -> Resources.picture(FOLDER + name);
          default -> Resources.image(FOLDER + name);
        };
    router.get(PATH + "/" + name, around(api, call -> response));
  }

  private static String picture(int size) {
    return "icon-" + size + ".png";
  }

  private Response page(Call call) {
    Tenant tenant = call.tenant();
    String language = call.language();
    ObjectNode told = Json.object();
    told.put("audience", tenant.issuer()).put("service", tenant.name()).put("language", language);
    ObjectNode words = told.putObject("texts");
    texts.all("en").keySet().forEach(key -> words.put(key, texts.get(language, key)));
    String html =
        page.replace("{{language}}", Html.text(language))
            .replace("{{direction}}", language.equals("ar") ? "rtl" : "ltr")
            .replace("{{title}}", Html.text(texts.get(language, "title")))
            .replace("{{noscript}}", Html.text(texts.get(language, "noscript")))
            .replace("{{told}}", Html.script(told));
    return Response.html(200, html)
        .with("Cache-Control", "no-store")
        .with("Vary", "Accept-Language")
        .with("Content-Security-Policy", POLICY)
        .with("Cross-Origin-Opener-Policy", "same-origin");
  }

  private Response manifest(Call call) {
    String title = texts.get(call.language(), "title");
    ObjectNode manifest =
        Json.object()
            .put("id", PATH)
            .put("name", call.tenant().name() + " · " + title)
            .put("short_name", call.tenant().name())
            .put("lang", call.language())
            .put("start_url", PATH)
            .put("scope", PATH)
            .put("display", "standalone")
            .put("background_color", "#f4f6fa")
            .put("theme_color", "#1f4fd8");
    ArrayNode icons = manifest.putArray("icons");
    icons
        .addObject()
        .put("src", PATH + "/icon.svg")
        .put("sizes", "any")
        .put("type", "image/svg+xml");
    for (int size : PICTURES) {
      // The drawing keeps to the middle: it may be cut to any shape.
      icons
          .addObject()
          .put("src", PATH + "/" + picture(size))
          .put("sizes", size + "x" + size)
          .put("type", "image/png")
          .put("purpose", size == 512 ? "any maskable" : "any");
    }
    return Response.of(
            200,
            "application/manifest+json;charset=UTF-8",
            Json.text(manifest).getBytes(StandardCharsets.UTF_8))
        .with("Cache-Control", "no-store")
        .with("Vary", "Accept-Language");
  }
}
