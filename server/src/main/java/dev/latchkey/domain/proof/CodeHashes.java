package dev.latchkey.domain.proof;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.RootKey;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What is kept of codes that are short enough to guess: hashes by a key that is not in the
 * database.
 */
final class CodeHashes {

  private final RootKey rootKey;
  private final String label;

  /**
   * @param label of one kind of codes: one is no other's hash
   */
  CodeHashes(RootKey rootKey, String label) {
    this.rootKey = rootKey;
    this.label = label;
  }

  /**
   * @param id of the code, or of whoever has it
   */
  byte[] of(Tenant tenant, UUID id, String code) {
    return rootKey.mac(
        label, (tenant.id() + "/" + id + "/" + code).getBytes(StandardCharsets.UTF_8));
  }
}
