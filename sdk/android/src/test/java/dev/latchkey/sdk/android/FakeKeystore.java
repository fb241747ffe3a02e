package dev.latchkey.sdk.android;

import android.security.keystore.KeyGenParameterSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The Android Keystore, which lives in a part of the device that a JVM has not: keys in memory. */
public final class FakeKeystore extends Provider {

  private static final long serialVersionUID = 1L;
  private static final String NAME = "AndroidKeyStore";
  private static final Map<String, Key> KEYS = new HashMap<>();

  private FakeKeystore() {
    super(NAME, "1", "Keys in memory");
    put("KeyStore." + NAME, Store.class.getName());
    put("KeyGenerator.AES", Generator.class.getName());
  }

  static void install() {
    remove();
    Security.addProvider(new FakeKeystore());
  }

  static void remove() {
    Security.removeProvider(NAME);
    KEYS.clear();
  }

  /** As the system does when the user takes the screen lock away, or the phone is another one. */
  static void loseAllKeys() {
    KEYS.clear();
  }

  static int count() {
    return KEYS.size();
  }

  /** Makes keys for an alias. */
  public static final class Generator extends KeyGeneratorSpi {

    private @Nullable KeyGenParameterSpec spec;

    @Override
    protected void engineInit(AlgorithmParameterSpec params, SecureRandom random) {
      spec = (KeyGenParameterSpec) params;
    }

    @Override
    protected void engineInit(SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void engineInit(int size, SecureRandom random) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected SecretKey engineGenerateKey() {
      KeyGenParameterSpec wanted = Objects.requireNonNull(spec);
      byte[] bytes = new byte[wanted.getKeySize() / 8];
      new SecureRandom().nextBytes(bytes);
      SecretKey key = new SecretKeySpec(bytes, "AES");
      KEYS.put(wanted.getKeystoreAlias(), key);
      return key;
    }
  }

  /** Finds keys by their alias. */
  public static final class Store extends KeyStoreSpi {

    @Override
    public @Nullable Key engineGetKey(String alias, char[] password) {
      return KEYS.get(alias);
    }

    @Override
    public void engineDeleteEntry(String alias) {
      KEYS.remove(alias);
    }

    @Override
    public void engineLoad(InputStream stream, char[] password) {}

    @Override
    public Certificate @Nullable [] engineGetCertificateChain(String alias) {
      return null;
    }

    @Override
    public @Nullable Certificate engineGetCertificate(String alias) {
      return null;
    }

    @Override
    public @Nullable Date engineGetCreationDate(String alias) {
      return null;
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Enumeration<String> engineAliases() {
      return Collections.enumeration(KEYS.keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
      return KEYS.containsKey(alias);
    }

    @Override
    public int engineSize() {
      return KEYS.size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
      return KEYS.containsKey(alias);
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
      return false;
    }

    @Override
    public @Nullable String engineGetCertificateAlias(Certificate certificate) {
      return null;
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) {
      throw new UnsupportedOperationException();
    }
  }
}
