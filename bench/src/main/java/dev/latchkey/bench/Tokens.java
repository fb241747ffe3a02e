package dev.latchkey.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What users hold who have logged in before the measurements begin. Filled and read by one thread
 * at a time.
 */
final class Tokens {
  private final List<String> access = new ArrayList<>();
  private final List<String> refresh = new ArrayList<>();
  private final List<String> sessions = new ArrayList<>();

  /**
   * @param session the cookie that the browser has of it
   */
  void add(String accessToken, String refreshToken, String session) {
    access.add(accessToken);
    refresh.add(refreshToken);
    sessions.add(session);
  }

  String session(int index) {
    return sessions.get(index);
  }

  int size() {
    return access.size();
  }

  List<String> access() {
    return List.copyOf(access);
  }

  String refresh(int index) {
    return refresh.get(index);
  }

  /** The successor of a refresh token, which is the only good one from now on. */
  void rotated(int index, String successor) {
    refresh.set(index, successor);
  }
}
