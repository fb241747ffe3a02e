package dev.latchkey.sdk;

import java.io.UnsupportedEncodingException;
import java.net.URLEncoder;

/** Puts ids into paths. */
final class Paths {

  private Paths() {}

  /** The id as one segment of a path, whatever is in it. */
  @SuppressWarnings("JdkObsolete") // Android has the other from 13 on
  static String segment(String id) {
    if (id.isEmpty() || id.equals(".") || id.equals("..")) {
      throw new IllegalArgumentException("Not an id: \"" + id + "\"");
    }
    try {
      return URLEncoder.encode(id, "UTF-8").replace("+", "%20");
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException("Every Java platform has UTF-8", e);
    }
  }
}
