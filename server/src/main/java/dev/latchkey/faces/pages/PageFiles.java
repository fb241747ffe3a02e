package dev.latchkey.faces.pages;

import dev.latchkey.domain.tenant.PagesSettings;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.StaticFile;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Resources;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * {@code /pages/{hash}/{file}}: style and script of all pages, theme and logo of each tenant. What
 * an address holds never changes, so browsers ask once.
 */
public final class PageFiles {

  private static final String CSS = "text/css;charset=UTF-8";

  private static final StaticFile STYLE =
      new StaticFile(
          "pages.css", CSS, bytes(Resources.joined("/web/tokens.css", "/web/pages/pages.css")));

  private static final StaticFile SCRIPT = StaticFile.script("/web/pages/", "pages.js");

  private final Map<String, Map<String, StaticFile>> byTenant = new HashMap<>();

  /** Reads the logos of all tenants that have pages. */
  public PageFiles(Tenants tenants) {
    for (Tenant tenant : tenants.all()) {
      PagesSettings settings = tenant.pages();
      if (settings != null) {
        byTenant.put(tenant.id(), files(settings));
      }
    }
  }

  private static Map<String, StaticFile> files(PagesSettings settings) {
    Map<String, StaticFile> files = new HashMap<>();
    files.put("style", STYLE);
    files.put("script", SCRIPT);
    files.put("theme", new StaticFile("theme.css", CSS, bytes(Theme.css(settings))));
    if (settings.hasOwnLogo()) {
      files.put("logo", logo(Path.of(String.valueOf(settings.logo()))));
    }
    return Map.copyOf(files);
  }

  private static StaticFile logo(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.'));
    String type =
        switch (ending) {
          case ".svg" -> "image/svg+xml";
          case ".png" -> "image/png";
          case ".webp" -> "image/webp";
          default -> "image/jpeg";
        };
    try {
      return new StaticFile("logo" + ending, type, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public void on(Router router, Api api) {
    router.on(Method.GET, "/pages/{hash}/{file}", api.around(RateClass.NONE, this::file));
  }

  private Response file(Call call) {
    String hash = call.request().pathParameter("hash");
    String name = call.request().pathParameter("file");
    return byTenant.getOrDefault(call.tenant().id(), Map.of()).values().stream()
        .filter(file -> file.name().equals(name) && file.hash().equals(hash))
        .findFirst()
        .map(file ->
            file.answer(call.request(), StaticFile.FOREVER)
                // A picture in SVG that is opened by itself is a page: it must not be one of ours.
                .with(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; sandbox")
                .with("Cross-Origin-Resource-Policy", "same-origin"))
        .orElseGet(() -> Api.nothingHere(call));
  }

  /** The address of {@code style}, {@code script}, {@code theme} or {@code logo}. */
  String address(Tenant tenant, String what) {
    StaticFile file = byTenant.getOrDefault(tenant.id(), Map.of()).get(what);
    if (file == null) {
      throw new IllegalArgumentException("No file " + what);
    }
    return "/pages/" + file.hash() + "/" + file.name();
  }
}
