package dev.latchkey.platform.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the native cryptography provider first where its library loads; the JDK's own does
 * everything else, more slowly.
 */
public final class NativeCrypto {

  private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);

  private NativeCrypto() {}

  public static void install() {
    try {
      AmazonCorrettoCryptoProvider.install();
      AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
    } catch (RuntimeException | LinkageError e) {
      LOG.info("Native cryptography is not available ({}); signing is slower", e.toString());
    }
  }
}
