package dev.latchkey.sdk.android;

import android.security.keystore.KeyGenParameterSpec;
import android.security.keystore.KeyProperties;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256 in GCM under a key that never leaves the Android Keystore: it is made there, and there it
 * stays when the app is copied or backed up. Thread-safe.
 */
final class KeystoreCipher {

  private static final String KEYSTORE = "AndroidKeyStore";
  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final int KEY_BITS = 256;
  private static final int TAG_BITS = 128;
  private static final int IV_BYTES = 12;

  private final String alias;

  /**
   * @param alias of the key; made when there is none
   */
  KeystoreCipher(String alias) {
    this.alias = alias;
  }

  /**
   * @param context what the text is good for: it opens only with the same
   * @return 12 bytes of initialization vector, chosen by the keystore, and the sealed text
   */
  byte[] seal(byte[] text, byte[] context) throws GeneralSecurityException {
    Key key = key();
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(Cipher.ENCRYPT_MODE, key == null ? newKey() : key);
    cipher.updateAAD(context);
    byte[] iv = cipher.getIV();
    if (iv.length != IV_BYTES) {
      throw new GeneralSecurityException("The keystore chose another length than " + IV_BYTES);
    }
    byte[] sealed = cipher.doFinal(text);
    return ByteBuffer.allocate(iv.length + sealed.length).put(iv).put(sealed).array();
  }

  /**
   * @throws GeneralSecurityException when the key is another one or gone, or when one bit differs
   */
  byte[] open(byte[] sealed, byte[] context) throws GeneralSecurityException {
    Key key = key();
    if (key == null || sealed.length < IV_BYTES) {
      throw new GeneralSecurityException("There is nothing to open it with");
    }
    Cipher cipher = Cipher.getInstance(TRANSFORMATION);
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, IV_BYTES));
    cipher.updateAAD(context);
    return cipher.doFinal(sealed, IV_BYTES, sealed.length - IV_BYTES);
  }

  /** Ends the key, and with it whatever it sealed. */
  void forget() throws GeneralSecurityException {
    keystore().deleteEntry(alias);
  }

  private @Nullable Key key() throws GeneralSecurityException {
    return keystore().getKey(alias, null);
  }

  private static KeyStore keystore() throws GeneralSecurityException {
    KeyStore keystore = KeyStore.getInstance(KEYSTORE);
    try {
      keystore.load(null);
    } catch (IOException e) {
      throw new GeneralSecurityException("The keystore cannot be read", e);
    }
    return keystore;
  }

  private Key newKey() throws GeneralSecurityException {
    KeyGenerator generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE);
    generator.init(
        new KeyGenParameterSpec.Builder(
                alias, KeyProperties.PURPOSE_ENCRYPT | KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .build());
    return generator.generateKey();
  }
}
