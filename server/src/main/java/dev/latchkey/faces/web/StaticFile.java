package dev.latchkey.faces.web;

import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Resources;
import dev.latchkey.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * A file that browsers keep, ready to be sent plain or compressed. Its entity tag holds its
 * SHA-384, as the attribute {@code integrity} of an element wants it.
 */
public final class StaticFile {

  /** For addresses with the file's hash: what is there never changes. */
  public static final String FOREVER = "public, max-age=31536000, immutable";

  private static final int HASH_LENGTH = 16;

  private final String name;
  private final String contentType;
  private final String hash;
  private final Variant plain;
  private final Variant gzip;

  private record Variant(byte[] bytes, String etag) {}

  public StaticFile(String name, String contentType, byte[] bytes) {
    this.name = name;
    this.contentType = contentType;
    this.hash = HexFormat.of().formatHex(Digest.sha256(bytes)).substring(0, HASH_LENGTH);
    String integrity = "sha384-" + Base64.getEncoder().encodeToString(sha384(bytes));
    this.plain = new Variant(bytes, '"' + integrity + '"');
    this.gzip = new Variant(compress(bytes), '"' + integrity + "-gzip\"");
  }

  /** Reads a script of the class path. */
  public static StaticFile script(String folder, String name) {
    return new StaticFile(
        name,
        "text/javascript;charset=UTF-8",
        Resources.text(folder + name).getBytes(StandardCharsets.UTF_8));
  }

  public String name() {
    return name;
  }

  /** Names the contents: the folder under which they never change. */
  public String hash() {
    return hash;
  }

  /** The file, or 304 when the browser has it (RFC 9110 section 13.1.2). */
  public Response answer(Request request, String cacheControl) {
    Variant variant = takesGzip(request) ? gzip : plain;
    boolean known =
        request.header("If-None-Match").filter(tags -> names(tags, variant.etag())).isPresent();
    Response response =
        known ? Response.empty(304) : Response.of(200, contentType, variant.bytes());
    if (!known && variant == gzip) {
      response = response.with("Content-Encoding", "gzip");
    }
    return response
        .with("ETag", variant.etag())
        .with("Cache-Control", cacheControl)
        .with("Vary", "Accept-Encoding");
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
