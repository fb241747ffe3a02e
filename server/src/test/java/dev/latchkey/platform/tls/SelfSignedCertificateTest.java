package dev.latchkey.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.platform.crypto.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedCertificateTest {
  private static final Instant NOW = Instant.now();

  @TempDir private Path data;

  private SSLContext at(Instant time, String... hosts) {
    InstantSource clock = InstantSource.fixed(time);
    return SelfSignedCertificate.in(
        folder(), List.of(hosts), new Secrets(new SecureRandom(), clock), clock);
  }

  private Path folder() {
    return data.resolve("tls");
  }

  private X509Certificate certificate() throws GeneralSecurityException, IOException {
    try (var file = Files.newInputStream(folder().resolve("certificate.pem"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  @Test
  void a_client_that_trusts_it_accepts_it_for_this_machine_and_the_hosts_asked_for()
      throws IOException, GeneralSecurityException {
    SSLContext server = at(NOW, "id.Example.test", "[2001:db8::7]", "192.0.2.7");
    for (String name :
        List.of("localhost", "127.0.0.1", "::1", "id.example.test", "2001:db8::7", "192.0.2.7")) {
      assertThat(Handshake.with(server, certificate(), name)).isEqualTo(certificate());
    }
    assertThatThrownBy(() -> Handshake.with(server, certificate(), "other.example.test"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void it_is_kept_for_the_owner_alone() throws IOException {
    at(NOW);
    for (String name : List.of("certificate.pem", "key.pem")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(name))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void it_is_used_again_until_thirty_days_before_its_end()
      throws GeneralSecurityException, IOException {
    at(NOW);
    X509Certificate first = certificate();
    at(first.getNotAfter().toInstant().minus(Duration.ofDays(31)));
    assertThat(certificate()).isEqualTo(first);
    at(first.getNotAfter().toInstant().minus(Duration.ofDays(29)));
    assertThat(certificate()).isNotEqualTo(first);
  }

  @Test
  void it_is_made_anew_for_a_host_it_does_not_name_and_not_for_one_less()
      throws GeneralSecurityException, IOException {
    at(NOW, "a.example.test", "b.example.test");
    X509Certificate first = certificate();
    at(NOW, "B.EXAMPLE.TEST");
    assertThat(certificate()).isEqualTo(first);
    at(NOW, "c.example.test");
    assertThat(certificate()).isNotEqualTo(first);
  }

  @Test
  void a_start_that_was_killed_between_the_two_files_does_no_harm()
      throws IOException, GeneralSecurityException {
    at(NOW);
    byte[] olderKey = Files.readAllBytes(folder().resolve("key.pem"));
    Files.delete(folder().resolve("certificate.pem"));
    at(NOW);
    Files.write(folder().resolve("key.pem"), olderKey);
    SSLContext server = at(NOW);
    assertThat(Handshake.with(server, certificate(), "localhost")).isEqualTo(certificate());
  }
}
