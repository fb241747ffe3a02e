package dev.latchkey.bench;

/**
 * What the machine itself allows of one thing that requests are made of, with nothing around it.
 */
enum Limit {
  HTTP("HTTP requests to a trivial handler of the server's own HTTP library"),
  ES256("ES256 signatures by the server's provider"),
  RS256("RS256 signatures (2048 bits) by the server's provider"),
  HASH_19("hashes, " + HashSetting.MIB_19.title()),
  HASH_7("hashes, " + HashSetting.MIB_7.title()),
  HASH_FREE("hashes, " + HashSetting.NEARLY_FREE.title()),
  SELECT("selects of one profile by its key"),
  COMMIT("durable commits of one small row");

  private final String title;

  Limit(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  static Limit hash(HashSetting setting) {
    return switch (setting) {
      case MIB_19 -> HASH_19;
      case MIB_7 -> HASH_7;
      case NEARLY_FREE -> HASH_FREE;
    };
  }
}
