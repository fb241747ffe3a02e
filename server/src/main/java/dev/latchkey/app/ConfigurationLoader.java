package dev.latchkey.app;

import dev.latchkey.app.Configuration.Mode;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.platform.config.ConfigurationException;
import dev.latchkey.platform.config.ConfigurationFile;
import dev.latchkey.platform.config.Environment;
import dev.latchkey.platform.config.JsonSchemaSource;
import dev.latchkey.platform.config.Problem;
import dev.latchkey.platform.config.SchemaPart;
import dev.latchkey.platform.config.Supplied;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the configuration from file, environment and command line, and holds it to the rules. */
final class ConfigurationLoader {

  /** The variable that stands for the server's own address, in the file and in its defaults. */
  private static final String OWN_ADDRESS = "PUBLIC_URL";

  /**
   * Fits wherever the real one does. Without any settings it is the real one, which spares a start
   * the second reading.
   */
  private static final String LIKELY_ADDRESS = "http://localhost:9000";

  private static final int FIRST_PORT = 20_000;
  private static final int PORTS_END = 32_768;
  private static final int PORT_TRIES = 100;

  private final Mode mode;
  private final @Nullable Path path;
  private final List<Supplied> supplied;
  private final Environment environment;

  ConfigurationLoader(Mode mode, @Nullable Path file, Options options, Environment environment) {
    this.mode = mode;
    this.path = file == null ? named(environment.variable("LATCHKEY_CONFIG")) : file;
    this.supplied = Setting.supplied(options, environment);
    this.environment = environment;
  }

  private static @Nullable Path named(@Nullable String path) {
    return path == null || path.isEmpty() ? null : Path.of(path);
  }

  /**
   * @throws ConfigurationException with all that is wrong
   */
  Configuration load() {
    Contents contents = read();
    List<String> warnings = contents.check(mode);
    FileSettings settings = contents.settings();
    Path data = Path.of(settings.data());
    return new Configuration(
        new ServerSettings(
            settings.address() == null ? mode.address() : settings.address(),
            contents.port(),
            settings.tlsChoice(),
            contents.url(),
            data,
            settings.database(),
            settings.databaseConnections(),
            settings.trustedProxies(),
            settings.rootKey() == null
                ? RootSecret.keptIn(data)
                : RootSecret.parse(settings.rootKey()),
            settings.drain(),
            settings.log(),
            settings.tracing() == null ? null : settings.tracing().endpoint(),
            settings.metrics(),
            settings.accessPath(),
            settings.locationDatabase() == null ? null : Path.of(settings.locationDatabase()),
            settings.signingKeyRotation(),
            settings.passwordHash().resolved()),
        contents.tenants().stream().map(TenantEntry::tenant).toList(),
        contents.tenants().stream()
            .collect(Collectors.toUnmodifiableMap(e -> e.tenant().id(), TenantEntry::clients)),
        warnings);
  }

  /**
   * As {@link #load}, but makes nothing, not even a root key.
   *
   * @return the warnings
   */
  List<String> check() {
    return read().check(mode);
  }

  /**
   * What was read, not yet held to the rules across settings.
   *
   * @param ownUrl of the server
   * @param ownUrlIsUsed whether anything is made of it
   */
  private record Contents(
      ConfigurationFile file,
      FileSettings settings,
      int port,
      String ownUrl,
      boolean ownUrlIsUsed,
      List<TenantEntry> tenants) {

    String url() {
      boolean tenantsHaveTheirOwn = settings.publicUrl() == null && !ownUrlIsUsed;
      return tenantsHaveTheirOwn ? tenants.getFirst().tenant().publicUrl() : ownUrl;
    }

    List<String> check(Mode mode) {
      Findings findings = new Findings(file);
      ServerChecks.run(findings.root(), settings);
      TenantsChecks.run(findings.root().key("tenants"), tenants, ownUrl, settings.tlsChoice());
      if (mode == Mode.SERVE) {
        boolean isMissing = settings.publicUrl() == null && ownUrlIsUsed;
        ServeChecks.run(findings.root(), settings, tenants, isMissing);
      }
      findings.refuseIfAny();
      return findings.warnings();
    }
  }

  private Contents read() {
    var own = new OwnAddress(LIKELY_ADDRESS);
    ConfigurationFile file = read(own);
    FileSettings settings = file.bind("", FileSettings.class, Set.of("tenants"));
    refuseCircle(file);
    int port = settings.port() == 0 ? freePort() : settings.port();
    String url = settings.publicUrl() == null ? localUrl(settings, port) : settings.publicUrl();
    if (Addresses.ofPublicUrl(url).isPresent()) {
      // To be complained of once, and not wherever it is filled in.
      url = LIKELY_ADDRESS;
    }
    if (own.wasAskedFor && !url.equals(LIKELY_ADDRESS)) {
      // It is made of settings in the same file, and only now known.
      file = read(new OwnAddress(url));
    }
    return new Contents(file, settings, port, url, own.wasAskedFor, TenantEntry.all(file));
  }

  private ConfigurationFile read(Environment variables) {
    if (path != null) {
      return ConfigurationFile.read(path, Schema.SOURCE, variables, supplied);
    }
    if (mode == Mode.SERVE) {
      throw new ConfigurationException(
          "The configuration",
          List.of(
              new Problem(
                  0,
                  0,
                  "",
                  "is missing",
                  "Name a file with --config or LATCHKEY_CONFIG; `latchkey init` writes one.")));
    }
    return ConfigurationFile.parse(Demo.NAME, Demo.yaml(), Schema.SOURCE, variables, supplied);
  }

  private static void refuseCircle(ConfigurationFile file) {
    if (file.describe("/public_url").contains("${" + OWN_ADDRESS + "}")) {
      throw file.exception(
          List.of(
              file.problemAt(
                  "/public_url",
                  "is made of `${PUBLIC_URL}`, which stands for it",
                  "Write it out, or set LATCHKEY_PUBLIC_URL.")));
    }
  }

  private static String localUrl(FileSettings settings, int port) {
    boolean tls = settings.tlsChoice().isOn();
    boolean usual = port == (tls ? 443 : 80);
    return (tls ? "https" : "http") + "://localhost" + (usual ? "" : ":" + port);
  }

  /** The part of the schema that describes a client. */
  static SchemaPart clientForm() {
    return Schema.CLIENT;
  }

  /**
   * Below those that systems give to whoever asks for any: it is some seconds until the server
   * listens there.
   */
  private static int freePort() {
    for (int tries = 1; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, PORTS_END);
      try (var socket = new ServerSocket(port)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (tries == PORT_TRIES) {
          throw new UncheckedIOException("No port is free", e);
        }
      }
    }
  }

  /** Built on first use, and once however often a configuration is read. */
  private static final class Schema {
    static final JsonSchemaSource SOURCE =
        JsonSchemaSource.resource(ConfigurationLoader.class, "/latchkey.schema.json");
    static final SchemaPart CLIENT = new SchemaPart(SOURCE, "client");
  }

  /** The environment with one more variable. */
  private final class OwnAddress implements Environment {
    private final String url;
    private boolean wasAskedFor;

    OwnAddress(String url) {
      this.url = url;
    }

    @Override
    public @Nullable String variable(String name) {
      if (name.equals(OWN_ADDRESS)) {
        wasAskedFor = true;
        return url;
      }
      return environment.variable(name);
    }
  }
}
