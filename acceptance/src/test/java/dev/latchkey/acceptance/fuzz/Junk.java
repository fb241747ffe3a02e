package dev.latchkey.acceptance.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What nobody sends who means well. Used by one thread. */
final class Junk {

  /** Shows up in a page as itself when nobody escapes it. */
  static final String SCRIPT = "<script>fuzz";

  /** A header that an answer has only when a line end got into another one. */
  static final String HEADER = "X-Fuzz";

  static final String EVIL = "evil.example";

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\t",
          "0",
          "-1",
          "null",
          "true",
          "undefined",
          "NaN",
          "1e309",
          "\u0000",
          "a\u0000b",
          "\u0001\u001f\u007f\u0085",
          "a\r\n" + HEADER + ": 1",
          "a%0d%0a" + HEADER + ":1",
          "\u2028\u2029",
          "\ud800",
          "a\udc00b",
          "\uffff\ufffe",
          "\u202egnp.exe",
          "\u200b\u200d\ufeff",
          "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
          "\u0130\ufb03\u1e9e\u01c5",
          "\ud83d\udc69\u200d\ud83d\ude80",
          "\ufdfa".repeat(20),
          "\"'><img src=x>" + SCRIPT + "()</script>",
          "javascript:fuzz()",
          "{{7*7}}${7*7}#{7*7}",
          "'; drop table profile; --",
          "\\",
          "\\u0000",
          "%",
          "%s%n%x",
          "../../../../etc/passwd",
          "https://" + EVIL + "/",
          "//" + EVIL,
          "\\\\" + EVIL,
          "https://app.example@" + EVIL + "/callback",
          "https://app.example/callback#@" + EVIL,
          "reachfive://native/callback",
          "a@b",
          "@",
          "a@[127.0.0.1]",
          "\"a b\"@example.org",
          "a@xn--0.example",
          "a@" + "b.".repeat(120) + "example",
          "+",
          "+999999999999999999999",
          "0000-00-00",
          "9999999-12-31",
          "2026-02-30T25:61:61Z",
          "+999999999-12-31T23:59:59.999999999Z",
          "eyJhbGciOiJub25lIn0.e30.",
          "eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
          "..",
          "=",
          "&",
          "[]",
          "{}",
          "x".repeat(256),
          "x".repeat(1_025),
          "\u00e9".repeat(4_097));

  private final SplittableRandom random;

  Junk(SplittableRandom random) {
    this.random = random;
  }

  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** Anything that JSON has. */
  Object value() {
    return switch (random.nextInt(14)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> new BigInteger("9".repeat(200));
      case 3 -> new BigDecimal("1e-400");
      case 4 -> random.nextBoolean();
      case 5 -> List.of();
      case 6 -> Map.of();
      case 7 -> Arrays.asList(null, 1, "x", List.of(Map.of("a", 1)));
      case 8 -> nulls();
      case 9 -> Map.of(text(), text());
      case 10 -> List.of(text(), text());
      default -> text();
    };
  }

  private static Map<String, Object> nulls() {
    Map<String, Object> nulls = new HashMap<>();
    nulls.put("", null);
    nulls.put("a", null);
    return nulls;
  }

  /** Of an object, another text that is one no more, or in a way that parsers differ about. */
  String json(String json) {
    int at = random.nextInt(json.length());
    return switch (random.nextInt(14)) {
      case 0 -> json.substring(0, at);
      case 1 -> json + json;
      case 2 -> "[" + json + "]";
      case 3 -> "[".repeat(20_000);
      case 4 -> "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
      case 5 -> json.replaceFirst("\\{", "{\"client_id\":\"twice\",\"email\":1,");
      case 6 -> json.replace('"', '\'');
      case 7 -> "\ufeff" + json;
      case 8 -> json.replaceFirst(":", ":1e1000000000,\"x\":");
      case 9 -> json.replaceFirst(":", ":" + "9".repeat(2_000) + ",\"x\":");
      case 10 -> json + " // and more";
      case 11 -> json.substring(0, at) + "\u0000" + json.substring(at);
      case 12 -> json.replaceFirst(":\"", ":\"\\\\ud800");
      default -> json.replaceFirst(":", ":NaN,\"x\":");
    };
  }

  /** Some bytes other ones: broken UTF-8, most of all. */
  byte[] bytes(byte[] bytes) {
    byte[] other = bytes.length == 0 ? new byte[] {(byte) 0xc3} : bytes.clone();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      other[random.nextInt(other.length)] = (byte) (0x80 + random.nextInt(0x80));
    }
    return other;
  }

  String query(String query) {
    return switch (random.nextInt(8)) {
      case 0 -> query + "&" + query;
      case 1 -> query.replace('=', '&');
      case 2 -> query.replaceFirst("=", "=%");
      case 3 -> query + "&%zz=1";
      case 4 -> query + "&a=%c3%28&%00=%00";
      case 5 -> query + "&" + "a=1&".repeat(500);
      case 6 -> query.replaceFirst("=", "=" + (char) (0x80 + random.nextInt(0x80)));
      default -> "&&==&" + query;
    };
  }

  String path(String path) {
    int at = 1 + random.nextInt(path.length());
    return switch (random.nextInt(12)) {
      case 0 -> path + "/";
      case 1 -> "/" + path;
      case 2 -> path.substring(0, at) + "/../" + path.substring(Math.min(at, path.length()));
      case 3 -> path.replaceFirst("/", "/./");
      case 4 -> path + ";a=b";
      case 5 -> path + "%00";
      case 6 -> path.replaceFirst("e", "%65");
      case 7 -> path.replaceFirst("/", "%2f");
      case 8 -> path.replaceFirst("i", "I");
      case 9 -> path + "/" + "x".repeat(random.nextInt(4_000));
      case 10 -> path + ".json";
      default -> path.replaceFirst("o", "%c3%28");
    };
  }

  /** Without line ends: those would make two headers of one. */
  String headerValue() {
    return switch (random.nextInt(4)) {
      case 0 -> "x".repeat(random.nextInt(3_000));
      case 1 ->
          new String(text().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
              .replaceAll("[\r\n\u0000]", " ");
      case 2 -> text().replaceAll("[^\\x20-\\x7e]", "?");
      default -> "a,b;q=0.5,,;=" + random.nextInt();
    };
  }
}
