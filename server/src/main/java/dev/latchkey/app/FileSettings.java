package dev.latchkey.app;

import dev.latchkey.platform.config.ByteSizes;
import dev.latchkey.platform.crypto.password.PasswordHasher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.annotation.JsonDeserialize;

/** The top level of the file as it is written there, tenants apart. */
record FileSettings(
    @Nullable String address,
    int port,
    JsonNode tls,
    @Nullable String publicUrl,
    String data,
    @Nullable String databaseUrl,
    @Nullable String databaseUser,
    @Nullable String databasePassword,
    int databaseConnections,
    List<String> trustedProxies,
    @Nullable String rootKey,
    Duration drain,
    ServerSettings.Log log,
    @Nullable Tracing tracing,
    boolean metrics,
    String accessPath,
    boolean allowSandbox,
    @Nullable String locationDatabase,
    Duration signingKeyRotation,
    Hash passwordHash) {

  record Tracing(String endpoint) {}

  /**
   * @param memory bytes
   */
  record Hash(
      @JsonDeserialize(using = ByteSizes.Deserializer.class) long memory,
      int iterations,
      int parallelism,
      int concurrency,
      int queue) {

    int memoryKib() {
      return (int) (memory / 1024);
    }

    ServerSettings.PasswordHash resolved() {
      return new ServerSettings.PasswordHash(
          new PasswordHasher.Parameters(memoryKib(), iterations, parallelism),
          concurrency == 0 ? Runtime.getRuntime().availableProcessors() : concurrency,
          queue);
    }
  }

  TlsChoice tlsChoice() {
    if (tls.isObject()) {
      return new TlsChoice.Files(
          Path.of(tls.path("certificate").stringValue()), Path.of(tls.path("key").stringValue()));
    }
    return tls.booleanValue() ? new TlsChoice.SelfSigned() : new TlsChoice.Off();
  }

  ServerSettings.@Nullable Database database() {
    return databaseUrl == null
        ? null
        : DatabaseUrl.parse(databaseUrl, databaseUser, databasePassword);
  }

  /** Secrets stand in it. */
  @Override
  public String toString() {
    return "FileSettings";
  }
}
