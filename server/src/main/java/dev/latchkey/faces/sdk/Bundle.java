package dev.latchkey.faces.sdk;

import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * One script, ready to be sent plain or compressed. Its entity tag holds its SHA-384, as the
 * attribute {@code integrity} of a script element wants it.
 */
final class Bundle {

  private static final int HASH_LENGTH = 16;

  private final String name;
  private final String hash;
  private final Variant plain;
  private final Variant gzip;

  private record Variant(byte[] bytes, String etag) {}

  private Bundle(String name, byte[] bytes) {
    this.name = name;
    this.hash = HexFormat.of().formatHex(Digest.sha256(bytes)).substring(0, HASH_LENGTH);
    String integrity = "sha384-" + Base64.getEncoder().encodeToString(sha384(bytes));
    this.plain = new Variant(bytes, '"' + integrity + '"');
    this.gzip = new Variant(compress(bytes), '"' + integrity + "-gzip\"");
  }

  /** Reads a script of the class path. */
  static Bundle read(String name) {
    try (InputStream in = Bundle.class.getResourceAsStream("/sdk/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("No script " + name);
      }
      return new Bundle(name, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  /** Names the contents: the folder under which they never change. */
  String hash() {
    return hash;
  }

  /** The script, or 304 when the browser has it (RFC 9110 section 13.1.2). */
  Response answer(Request request, String cacheControl) {
    Variant variant = takesGzip(request) ? gzip : plain;
    boolean known =
        request.header("If-None-Match").filter(tags -> names(tags, variant.etag())).isPresent();
    Response response =
        known
            ? Response.empty(304)
            : Response.of(200, "text/javascript;charset=UTF-8", variant.bytes());
    if (!known && variant == gzip) {
      response = response.with("Content-Encoding", "gzip");
    }
    return response
        .with("ETag", variant.etag())
        .with("Cache-Control", cacheControl)
        .with("Vary", "Accept-Encoding")
        .with("Content-Location", "/js/v1/" + hash + "/" + name)
        .with("Access-Control-Allow-Origin", "*")
        .with("Cross-Origin-Resource-Policy", "cross-origin");
  }

  private static boolean names(String tags, String etag) {
    return Arrays.stream(tags.split(","))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
  }

  private static boolean takesGzip(Request request) {
    return Arrays.stream(request.header("Accept-Encoding").orElse("").split(","))
        .map(coding -> coding.strip().toLowerCase(Locale.ROOT).replace(" ", ""))
        .anyMatch(coding ->
            coding.equals("gzip")
                || coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?"));
  }

  private static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static byte[] sha384(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-384").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-384", e);
    }
  }
}
