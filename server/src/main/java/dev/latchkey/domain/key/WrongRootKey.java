package dev.latchkey.domain.key;

import dev.latchkey.platform.crypto.RootKey;

/** The signing keys in the database were sealed with another root key than the one at hand. */
public final class WrongRootKey extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WrongRootKey(String tenantId, RootKey.Unsealable cause) {
    super(
        "The root key is not the one that the signing keys of tenant %s were sealed with"
            .formatted(tenantId),
        cause);
  }
}
