package dev.latchkey.platform.tls;

import dev.latchkey.platform.crypto.SecretFile;
import dev.latchkey.platform.crypto.Secrets;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate that vouches for itself: for this machine and for those who choose to trust its
 * file. Kept as {@code certificate.pem} and {@code key.pem} in one folder and made anew when it
 * would end within 30 days or does not name a host it should.
 */
public final class SelfSignedCertificate {

  /** To be given to clients that shall trust the server. */
  public static final String CERTIFICATE = "certificate.pem";

  private static final String KEY = "key.pem";
  private static final Duration LIFETIME = Duration.ofDays(365);
  private static final Duration LEAST_LEFT = Duration.ofDays(30);

  /** For clients whose clock is behind. */
  private static final Duration LEEWAY = Duration.ofDays(1);

  private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");

  private SelfSignedCertificate() {}

  /**
   * The certificate in the folder, made if need be.
   *
   * @param folder made if missing
   * @param hosts names and addresses beside those of this machine
   * @throws UncheckedIOException if it cannot be written
   */
  public static SSLContext in(
      Path folder, Collection<String> hosts, Secrets secrets, InstantSource clock) {
    Set<String> names = new LinkedHashSet<>(LOCAL);
    hosts.forEach(host -> names.add(normal(host)));
    try {
      PemCertificate kept = load(folder, clock);
      Instant end = kept.leaf().getNotAfter().toInstant();
      if (clock.instant().plus(LEAST_LEFT).isBefore(end) && names(kept.leaf()).containsAll(names)) {
        return kept.context();
      }
    } catch (UnusableCertificate _) {
      // None yet, or of no use any more.
    }
    make(folder, names, secrets, clock.instant());
    return load(folder, clock).context();
  }

  private static PemCertificate load(Path folder, InstantSource clock) {
    return PemCertificate.load(folder.resolve(CERTIFICATE), folder.resolve(KEY), clock);
  }

  private static void make(Path folder, Set<String> names, Secrets secrets, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      SecretFile.write(
          folder.resolve(KEY), pem(new JcaPKCS8Generator(pair.getPrivate(), null).generate()));
      SecretFile.write(folder.resolve(CERTIFICATE), pem(certificate(pair, names, secrets, now)));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("A certificate cannot be made", e);
    }
  }

  private static X509CertificateHolder certificate(
      KeyPair pair, Set<String> names, Secrets secrets, Instant now)
      throws IOException, OperatorCreationException {
    var self = new X500Principal("CN=Latchkey on this machine");
    GeneralName[] alternatives =
        names.stream().map(name -> new GeneralName(kind(name), name)).toArray(GeneralName[]::new);
    return new JcaX509v3CertificateBuilder(
            self,
            new BigInteger(1, secrets.bytes(16)),
            Date.from(now.minus(LEEWAY)),
            Date.from(now.plus(LIFETIME)),
            self,
            pair.getPublic())
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
  }

  private static int kind(String name) {
    return isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName;
  }

  private static String pem(Object object) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static Set<String> names(X509Certificate certificate) {
    try {
      return certificate.getSubjectAlternativeNames().stream()
          .map(name -> String.valueOf(name.get(1)))
          .collect(Collectors.toSet());
    } catch (CertificateParsingException e) {
      throw new UnusableCertificate("its names cannot be read", "Remove it.");
    }
  }

  /** As certificates are read back: addresses written out, names in lower case. */
  private static String normal(String host) {
    String bare = host.replaceAll("^\\[|]$", "");
    return isAddress(bare)
        ? InetAddress.ofLiteral(bare).getHostAddress()
        : bare.toLowerCase(Locale.ROOT);
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
