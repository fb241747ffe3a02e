package dev.latchkey.platform.tls;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A certificate chain and its private key (RFC 7468), checked: they belong together, the chain is
 * in order, and now is within the time of the server's certificate.
 */
public final class PemCertificate {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MIN_RSA_BITS = 2048;
  private static final char[] NO_PASSWORD = {};

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private PemCertificate(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Reads both files.
   *
   * @param certificate the server's certificate, then those of the authorities that vouch for it
   * @param key RSA or elliptic curve, in PKCS #8, PKCS #1 or SEC 1, not encrypted
   * @throws UnusableCertificate if anything is wrong with them
   */
  public static PemCertificate load(Path certificate, Path key, InstantSource clock) {
    var pem = new PemCertificate(chain(certificate), privateKey(key));
    pem.checkTime(certificate, clock);
    pem.checkOrder(certificate);
    pem.checkKey(certificate, key);
    return pem;
  }

  /** For servers that present this certificate. */
  public SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java runtime cannot serve TLS", e);
    }
  }

  X509Certificate leaf() {
    return chain.getFirst();
  }

  private static List<X509Certificate> chain(Path file) {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Object part : parts(file)) {
        if (part instanceof X509CertificateHolder certificate) {
          chain.add(new JcaX509CertificateConverter().getCertificate(certificate));
        }
      }
    } catch (IOException | CertificateException e) {
      throw new UnusableCertificate(
          file + " holds a certificate that cannot be read", "Write it anew, as PEM.");
    }
    if (chain.isEmpty()) {
      throw new UnusableCertificate(
          file + " holds no certificate",
          "Name a PEM file with `-----BEGIN CERTIFICATE-----` in it.");
    }
    return chain;
  }

  private static PrivateKey privateKey(Path file) {
    var converter = new JcaPEMKeyConverter();
    try {
      for (Object part : parts(file)) {
        switch (part) {
          case PrivateKeyInfo pkcs8 -> {
            return converter.getPrivateKey(pkcs8);
          }
          case PEMKeyPair pkcs1OrSec1 -> {
            return converter.getPrivateKey(pkcs1OrSec1.getPrivateKeyInfo());
          }
          case PKCS8EncryptedPrivateKeyInfo _ -> throw encrypted(file);
          case PEMEncryptedKeyPair _ -> throw encrypted(file);
          default -> {} // Parameters of the curve, or the certificate in the same file.
        }
      }
    } catch (IOException e) {
      throw new UnusableCertificate(
          file + " holds a key that cannot be read", "Write it anew in PKCS #8, as PEM.");
    }
    throw new UnusableCertificate(
        file + " holds no private key",
        "Name a PEM file with `-----BEGIN PRIVATE KEY-----` in it.");
  }

  private static List<Object> parts(Path file) throws IOException {
    List<Object> parts = new ArrayList<>();
    try (var parser = new PEMParser(new StringReader(read(file)))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static UnusableCertificate encrypted(Path file) {
    return new UnusableCertificate(
        file + " is locked with a passphrase",
        "Write it without one, `openssl pkey -in %s -out key.pem`, and protect the file."
            .formatted(file));
  }

  private void checkTime(Path file, InstantSource clock) {
    if (clock.instant().isAfter(leaf().getNotAfter().toInstant())) {
      throw new UnusableCertificate(
          "the certificate in %s expired at %s".formatted(file, leaf().getNotAfter().toInstant()),
          "Renew it.");
    }
    if (clock.instant().isBefore(leaf().getNotBefore().toInstant())) {
      throw new UnusableCertificate(
          "the certificate in %s is not good before %s"
              .formatted(file, leaf().getNotBefore().toInstant()),
          "Check the clock of this machine.");
    }
  }

  private void checkOrder(Path file) {
    for (int i = 1; i < chain.size(); i++) {
      if (!chain
          .get(i - 1)
          .getIssuerX500Principal()
          .equals(chain.get(i).getSubjectX500Principal())) {
        throw new UnusableCertificate(
            "certificate %d in %s is not the one that vouches for certificate %d"
                .formatted(i + 1, file, i),
            "Put the server's certificate first, then the one of its issuer, and so on.");
      }
    }
  }

  private void checkKey(Path certificateFile, Path keyFile) {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new UnusableCertificate(
          keyFile + " holds an RSA key of fewer than " + MIN_RSA_BITS + " bits",
          "Make a larger one, or one on the curve P-256.");
    }
    if (!isPair(key, leaf().getPublicKey())) {
      throw new UnusableCertificate(
          "the key in %s is not that of the first certificate in %s"
              .formatted(keyFile, certificateFile),
          "Name the two files that belong together, the server's certificate first.");
    }
  }

  private static boolean isPair(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(probe);
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(probe);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException _) {
      return false; // Of different kinds.
    }
  }

  private static String read(Path file) {
    try (var stream = Files.newInputStream(file)) {
      return new String(stream.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UnusableCertificate(
          switch (e) {
            case NoSuchFileException _ -> "there is no file " + file;
            case AccessDeniedException _ -> "this process may not read " + file;
            default -> file + " cannot be read: " + e.getMessage();
          },
          "Check the path and the permissions.");
    }
  }
}
