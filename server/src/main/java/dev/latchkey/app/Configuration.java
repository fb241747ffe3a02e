package dev.latchkey.app;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.config.ConfigurationException;
import dev.latchkey.platform.config.Environment;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.tls.PemCertificate;
import dev.latchkey.platform.tls.SelfSignedCertificate;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything an operator sets, found to be right. Names, defaults and bounds are in {@code
 * latchkey.schema.json}.
 *
 * @param clients by the id of their tenant
 * @param warnings what is unsafe though allowed, to be said at every start
 */
public record Configuration(
    ServerSettings server,
    List<Tenant> tenants,
    Map<String, List<Client>> clients,
    List<String> warnings) {

  /** What the server is run for. */
  public enum Mode {
    /** To try it and to develop against it: what is missing is made up. */
    DEV("127.0.0.1"),
    /** Production: weak settings are refused. */
    SERVE("0.0.0.0");

    private final String address;

    Mode(String address) {
      this.address = address;
    }

    /** Where it listens unless something is set. */
    String address() {
      return address;
    }
  }

  /**
   * Reads the configuration. The command line stands above the environment ({@code LATCHKEY_PORT}
   * for {@code port} and so on), which stands above the file. In {@code DEV} a root key that is not
   * set is made and kept in the data folder.
   *
   * @param file if null, the one {@code LATCHKEY_CONFIG} names; if that is not set either, {@code
   *     DEV} takes the demo that is built in
   * @throws ConfigurationException with everything that is wrong, each with its line and mend
   */
  public static Configuration load(
      Mode mode, @Nullable Path file, Options options, Environment environment) {
    return new ConfigurationLoader(mode, file, options, environment).load();
  }

  /**
   * A client that is in no file, of settings that somebody has checked.
   *
   * @param settings as they would stand in the file; completed in place
   */
  static Client client(ObjectNode settings) {
    return ConfigurationLoader.clientForm().bind(settings, Client.class);
  }

  /**
   * What TLS is served with; null for plain HTTP. The self-signed certificate is in {@code tls/} of
   * the data folder, made on first use for this machine and the hosts of all tenants.
   *
   * @throws dev.latchkey.platform.tls.UnusableCertificate if the operator's own changed for the
   *     worse since it was checked
   */
  public @Nullable SSLContext tls(Secrets secrets, InstantSource clock) {
    return switch (server.tls()) {
      case TlsChoice.Off _ -> null;
      case TlsChoice.Files files ->
          PemCertificate.load(files.certificate(), files.key(), clock).context();
      case TlsChoice.SelfSigned _ ->
          SelfSignedCertificate.in(server.data().resolve("tls"), hosts(), secrets, clock);
    };
  }

  private List<String> hosts() {
    return tenants.stream()
        .flatMap(tenant -> Stream.concat(Stream.of(tenant.publicHost()), tenant.hosts().stream()))
        .distinct()
        .toList();
  }
}
