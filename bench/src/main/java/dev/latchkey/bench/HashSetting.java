package dev.latchkey.bench;

import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;

/** The password hashes that are compared. Each has a third of the loaded profiles. */
enum HashSetting {
  /** The server's default. */
  MIB_19("argon2id 19 MiB t=2 p=1", Parameters.OWASP_19_MIB),
  /** What Keycloak has. */
  MIB_7("argon2id 7 MiB t=5 p=1", Parameters.OWASP_7_MIB),
  /** The least that the configuration takes: shows what a login costs beside the hash. */
  NEARLY_FREE("argon2id 8 KiB t=1 p=1", new Parameters(8, 1, 1));

  private final String title;
  private final Parameters parameters;

  HashSetting(String title, Parameters parameters) {
    this.title = title;
    this.parameters = parameters;
  }

  String title() {
    return title;
  }

  Parameters parameters() {
    return parameters;
  }
}
