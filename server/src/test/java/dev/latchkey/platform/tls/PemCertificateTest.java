package dev.latchkey.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemCertificateTest {
  private static final Instant NOW = Instant.now();
  private static final String CA = "CN=Test CA";
  private static final String SERVER = "CN=localhost";

  private static final KeyPair CA_PAIR = pair("RSA", 2048);
  private static final KeyPair RSA = pair("RSA", 2048);
  private static final KeyPair EC = pair("EC", 256);

  /** Made by {@code openssl ecparam -name prime256v1 -genkey}. */
  private static final String SEC1 =
      """
      -----BEGIN EC PARAMETERS-----
      BggqhkjOPQMBBw==
      -----END EC PARAMETERS-----
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIKI1ftrk9cFbYn7g68aWTc2c4fTassDkkB1Yx/AYyTKEoAoGCCqGSM49
      AwEHoUQDQgAEd/cEO+ahvbrwtOVrKjG8vM+MQEfLdKBFI1TTd9X7v9XECniors1x
      FDqhGpEjmokLEr4p+qsWtXZQ+8PByV+ZtQ==
      -----END EC PRIVATE KEY-----
      """;

  /** The same after {@code openssl pkcs8 -topk8}, passphrase "secret". */
  private static final String LOCKED_PKCS8 =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjZZYQCPAUOvwICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHiHcbmpUxHk5vm4h0Z99SkEgZCd
      aoIx2q5ssJQJ3BDlEr777BYhCVUbUAcijozMhMZrNkAYpQR1aTG3vIEe1DgW+egN
      VQ/pmlxl+yoz+vZQe22lPnLIfd+AU/B4GLBqovwav3kKGGWmf3+4hjZrDNWCkPbl
      PVXNZLkDeFiXVDJHudcfgl9ZeNQ7qtTE7FPnOPS6FiyZk8GrEA+YJAESoRXsl+E=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  /** The same after {@code openssl ec -aes128}. */
  private static final String LOCKED_SEC1 =
      """
      -----BEGIN EC PRIVATE KEY-----
      Proc-Type: 4,ENCRYPTED
      DEK-Info: AES-128-CBC,C88B06303CA2B1777A93EBD6DC87922D

      YQNIyTRgOBdHaVq8cznpvPIkDLOseIRTqFQd8m9slmhgOS4x2bYINRgKXSX2vWKh
      ++W7rqJZfR72qI9HSyKAhILFiMq576M4oAkatnjrR6+xd3ywH+4PenR30fWHx4Vw
      GKRgV7hZV97pcGREAzAPRMRNlvQY2vCD5BiAam0zxH8=
      -----END EC PRIVATE KEY-----
      """;

  @TempDir private Path folder;

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate certificate(String subject, KeyPair pair) throws Exception {
    return certificate(subject, pair, NOW, NOW.plus(Duration.ofDays(90)));
  }

  private static X509Certificate certificate(String subject, KeyPair pair, Instant from, Instant to)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    var builder =
        new JcaX509v3CertificateBuilder(
                new X500Principal(CA),
                BigInteger.TEN,
                Date.from(from),
                Date.from(to),
                new X500Principal(subject),
                pair.getPublic())
            .addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")))
            .addExtension(
                Extension.basicConstraints, true, new BasicConstraints(subject.equals(CA)));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withRSA").build(CA_PAIR.getPrivate())));
  }

  private Path write(String name, Object... objects) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    return Files.writeString(folder.resolve(name), "# a comment\n" + text);
  }

  private static Object pkcs8(PrivateKey key) throws IOException {
    return new JcaPKCS8Generator(key, null).generate();
  }

  private static PemCertificate load(Path certificate, Path key) {
    return PemCertificate.load(certificate, key, InstantSource.fixed(NOW));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      Path certificate, Path key) {
    return assertThatThrownBy(() -> load(certificate, key))
        .isInstanceOf(UnusableCertificate.class)
        .satisfies(e -> assertThat(((UnusableCertificate) e).mend()).endsWith("."));
  }

  @Test
  void a_chain_is_served_to_clients_that_trust_its_root() throws Exception {
    X509Certificate ca = certificate(CA, CA_PAIR);
    for (KeyPair pair : new KeyPair[] {RSA, EC}) {
      X509Certificate leaf = certificate(SERVER, pair);
      PemCertificate pem =
          load(write("chain.pem", leaf, ca), write("key.pem", pkcs8(pair.getPrivate())));
      assertThat(Handshake.with(pem.context(), ca, "localhost")).isEqualTo(leaf);
    }
  }

  @Test
  void the_older_forms_of_keys_are_read_too() throws Exception {
    Path pkcs1 = write("rsa.pem", RSA.getPrivate());
    assertThat(pkcs1).content().contains("BEGIN RSA PRIVATE KEY");
    assertThat(load(write("1.pem", certificate(SERVER, RSA)), pkcs1).leaf()).isNotNull();
    Path sec1 = Files.writeString(folder.resolve("ec.pem"), SEC1);
    assertThat(load(write("2.pem", certificate(SERVER, sec1Pair())), sec1).leaf()).isNotNull();
  }

  private static KeyPair sec1Pair() throws IOException {
    try (var parser = new PEMParser(new StringReader(SEC1))) {
      parser.readObject(); // The curve.
      return new JcaPEMKeyConverter().getKeyPair((PEMKeyPair) parser.readObject());
    }
  }

  @Test
  void one_file_may_hold_both() throws Exception {
    Path both = write("both.pem", certificate(SERVER, EC), pkcs8(EC.getPrivate()));
    assertThat(load(both, both).leaf().getSubjectX500Principal())
        .isEqualTo(new X500Principal(SERVER));
  }

  @Test
  void a_key_with_a_passphrase_is_refused_with_the_command_that_removes_it() throws Exception {
    Path chain = write("chain.pem", certificate(SERVER, EC));
    for (String locked : List.of(LOCKED_PKCS8, LOCKED_SEC1)) {
      Path key = Files.writeString(folder.resolve("key.pem"), locked);
      assertRefused(chain, key)
          .hasMessage(key + " is locked with a passphrase")
          .satisfies(e ->
              assertThat(((UnusableCertificate) e).mend())
                  .contains("openssl pkey -in " + key + " -out key.pem"));
    }
  }

  @Test
  void files_that_are_missing_or_hold_something_else_are_named() throws Exception {
    Path chain = write("chain.pem", certificate(SERVER, EC));
    Path key = write("key.pem", pkcs8(EC.getPrivate()));
    Path absent = folder.resolve("absent.pem");
    Path junk = Files.writeString(folder.resolve("junk.pem"), "no PEM at all");
    Path damagedChain =
        Files.writeString(
            folder.resolve("damaged-chain.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    Path damaged =
        Files.writeString(
            folder.resolve("damaged.pem"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertRefused(absent, key).hasMessage("there is no file " + absent);
    assertRefused(chain, absent).hasMessage("there is no file " + absent);
    assertRefused(junk, key).hasMessage(junk + " holds no certificate");
    assertRefused(key, key).hasMessage(key + " holds no certificate");
    assertRefused(damagedChain, key)
        .hasMessage(damagedChain + " holds a certificate that cannot be read");
    assertRefused(chain, chain).hasMessage(chain + " holds no private key");
    assertRefused(chain, damaged).hasMessage(damaged + " holds a key that cannot be read");
    assertRefused(folder, key).hasMessageContaining("cannot be read");
  }

  @Test
  void a_key_of_another_certificate_is_refused() throws Exception {
    Path chain = write("chain.pem", certificate(SERVER, EC));
    Path other = write("other.pem", pkcs8(pair("EC", 256).getPrivate()));
    Path otherKind = write("kind.pem", pkcs8(RSA.getPrivate()));
    assertRefused(chain, other)
        .hasMessage(
            "the key in %s is not that of the first certificate in %s".formatted(other, chain));
    assertRefused(chain, otherKind).hasMessageContaining("is not that of the first certificate");
  }

  @Test
  void a_chain_out_of_order_is_refused() throws Exception {
    Path key = write("key.pem", pkcs8(EC.getPrivate()));
    Path chain = write("c.pem", certificate(SERVER, EC), certificate("CN=Somebody else", RSA));
    assertRefused(chain, key)
        .hasMessage(
            "certificate 2 in %s is not the one that vouches for certificate 1".formatted(chain));
  }

  @Test
  void a_certificate_is_good_only_in_its_time() throws Exception {
    Path key = write("key.pem", pkcs8(EC.getPrivate()));
    Duration hour = Duration.ofHours(1);
    assertRefused(
            write(
                "old.pem",
                certificate(SERVER, EC, NOW.minus(hour.multipliedBy(2)), NOW.minus(hour))),
            key)
        .hasMessageContaining("expired at");
    assertRefused(
            write(
                "new.pem", certificate(SERVER, EC, NOW.plus(hour), NOW.plus(hour.multipliedBy(2)))),
            key)
        .hasMessageContaining("is not good before");
  }

  @Test
  void a_short_rsa_key_is_refused() throws Exception {
    KeyPair weak = pair("RSA", 1024);
    Path key = write("key.pem", pkcs8(weak.getPrivate()));
    assertRefused(write("chain.pem", certificate(SERVER, weak)), key)
        .hasMessage(key + " holds an RSA key of fewer than 2048 bits");
  }
}
