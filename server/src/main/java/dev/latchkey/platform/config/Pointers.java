package dev.latchkey.platform.config;

import java.util.regex.Pattern;

/** JSON pointers (RFC 6901) and the paths that people read in their stead. */
final class Pointers {
  private static final Pattern PLAIN_KEY = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_-]*");
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  private Pointers() {}

  static String child(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  static String parent(String pointer) {
    return pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
  }

  static String last(String pointer) {
    return unescape(pointer.substring(pointer.lastIndexOf('/') + 1));
  }

  static String unescape(String segment) {
    return segment.replace("~1", "/").replace("~0", "~");
  }

  /** The path of a child whose kind is not known: a number is taken for an index. */
  static String path(String around, String segment) {
    return INDEX.matcher(segment).matches()
        ? around + "[" + segment + "]"
        : keyPath(around, segment);
  }

  static String keyPath(String around, String key) {
    if (!PLAIN_KEY.matcher(key).matches()) {
      return around + "[" + Words.quote(key) + "]";
    }
    return around.isEmpty() ? key : around + "." + key;
  }
}
