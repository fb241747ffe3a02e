package dev.latchkey.app;

import dev.latchkey.app.Findings.At;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.platform.geo.PlaceFile;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.tls.PemCertificate;
import dev.latchkey.platform.tls.UnusableCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What must hold for the settings of the server as a whole, in either mode. */
final class ServerChecks {
  static final String MAKE_A_KEY = "Make one with `openssl rand -base64 32`.";

  private ServerChecks() {}

  static void run(At root, FileSettings settings) {
    if (settings.publicUrl() != null) {
      publicUrl(root.key("public_url"), settings.publicUrl(), settings.tlsChoice());
    }
    networks(root.key("trusted_proxies"), settings.trustedProxies());
    database(root.key("database_url"), settings);
    rootKey(root, settings);
    certificate(root.key("tls"), settings.tlsChoice());
    locationDatabase(root.key("location_database"), settings.locationDatabase());
    passwordHash(root.key("password_hash"), settings.passwordHash());
  }

  static void publicUrl(At at, String url, TlsChoice tls) {
    Optional<Addresses.Fault> fault = Addresses.ofPublicUrl(url);
    at.wrong(fault);
    if (fault.isEmpty() && tls.isOn() && url.startsWith("http:")) {
      at.wrong("must be https, as TLS is on", "Write `https://…`, or switch `tls` off.");
    }
  }

  static void networks(At at, List<String> networks) {
    for (int i = 0; i < networks.size(); i++) {
      try {
        AddressRanges.of(List.of(networks.get(i)));
      } catch (IllegalArgumentException _) {
        at.item(i).wrong("must be an IP address or network", "Write one such as `10.0.0.0/8`.");
      }
    }
  }

  private static void database(At at, FileSettings settings) {
    try {
      settings.database();
    } catch (IllegalArgumentException _) {
      at.problem(
          "has a `%` in its user or password that begins no escape",
          "Write `%25` for the sign itself, or use `database_user` and `database_password`.");
    }
  }

  private static void rootKey(At root, FileSettings settings) {
    String rootKey = settings.rootKey();
    if (rootKey == null) {
      if (settings.databaseUrl() != null) {
        root.warning(
            "`root_key` is not set: other nodes on this database cannot read what this one seals");
      }
      return;
    }
    try {
      RootSecret.parse(rootKey);
    } catch (IllegalArgumentException e) {
      root.key("root_key").problem(String.valueOf(e.getMessage()), MAKE_A_KEY);
    }
  }

  private static void certificate(At at, TlsChoice tls) {
    if (tls instanceof TlsChoice.Files files) {
      try {
        PemCertificate.load(files.certificate(), files.key(), InstantSource.system());
      } catch (UnusableCertificate e) {
        at.problem(String.valueOf(e.getMessage()), e.mend());
      }
    }
  }

  private static void locationDatabase(At at, @Nullable String file) {
    if (file == null) {
      return;
    }
    try {
      PlaceFile.open(Path.of(file)).close();
    } catch (IOException e) {
      at.wrong(
          "must be a file in the MaxMind DB format that this process can read",
          "Check the path and permissions: " + e.getMessage());
    }
  }

  private static void passwordHash(At at, FileSettings.Hash hash) {
    if (hash.memoryKib() < 8 * hash.parallelism()) {
      at.key("memory")
          .wrong(
              "must be at least 8KiB for each of the %d lanes".formatted(hash.parallelism()),
              "Write `%dKiB` or more.".formatted(8 * hash.parallelism()));
    }
  }
}
