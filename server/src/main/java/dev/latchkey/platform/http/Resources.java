package dev.latchkey.platform.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pages, scripts and styles from the class path, read once. Pages load nothing but their own
 * server's scripts and styles.
 */
public final class Resources {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors"
          + " 'none'";

  private static final Map<String, Response> READ = new ConcurrentHashMap<>();

  private Resources() {}

  public static Response page(String name) {
    return READ.computeIfAbsent(
        name,
        n ->
            read(n, "text/html;charset=UTF-8")
                .with("Content-Security-Policy", POLICY)
                .with("Cross-Origin-Opener-Policy", "same-origin"));
  }

  public static Response script(String name) {
    return READ.computeIfAbsent(name, n -> read(n, "text/javascript;charset=UTF-8"));
  }

  /** Styles in one file, in this order. */
  public static Response style(String... names) {
    return READ.computeIfAbsent(
        String.join(" ", names),
        key ->
            Response.of(
                    200, "text/css;charset=UTF-8", joined(names).getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-cache"));
  }

  /** An image in SVG. */
  public static Response image(String name) {
    return READ.computeIfAbsent(name, n -> read(n, "image/svg+xml"));
  }

  /** A picture in PNG, which may be kept for a day. */
  public static Response picture(String name) {
    return READ.computeIfAbsent(
        name,
        n ->
            Response.of(200, "image/png", bytes(n)).with("Cache-Control", "public, max-age=86400"));
  }

  /** As it is, for a page that is completed for each caller. */
  public static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  /** Texts in one, in this order. */
  public static String joined(String... names) {
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      all.append(text(name));
    }
    return all.toString();
  }

  private static Response read(String name, String contentType) {
    return Response.of(200, contentType, bytes(name)).with("Cache-Control", "no-cache");
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("No resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
