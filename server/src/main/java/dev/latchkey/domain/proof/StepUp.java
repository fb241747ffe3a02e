package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.FactorKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A login that awaits its second factor: what was shown so far, by whom, at which client, and what
 * it ends in. Made by {@link StepUps}.
 */
public final class StepUp {

  private final byte[] handleHash;
  private final String clientId;
  private final Profile profile;
  private final List<LoginProof> proofs;
  private final @Nullable AccessRequest request;
  private final List<FactorKind> offered;
  private final String action;

  StepUp(
      byte[] handleHash,
      String clientId,
      Profile profile,
      List<LoginProof> proofs,
      @Nullable AccessRequest request,
      List<FactorKind> offered,
      String action) {
    this.handleHash = handleHash.clone();
    this.clientId = clientId;
    this.profile = profile;
    this.proofs = List.copyOf(proofs);
    this.request = request;
    this.offered = List.copyOf(offered);
    this.action = action;
  }

  /** What it is known by to who may not go on with it. */
  public byte[] handleHash() {
    return handleHash.clone();
  }

  public String clientId() {
    return clientId;
  }

  public Profile profile() {
    return profile;
  }

  /**
   * What it ends in; null while it is not known: pages that log in for another request say that
   * when a factor is chosen (contract section 4.1.7).
   */
  public @Nullable AccessRequest request() {
    return request;
  }

  /** The factors that may be shown. */
  public List<FactorKind> offered() {
    return offered;
  }

  /** What the user is about to do, in the client's words; empty when it did not say. */
  public String action() {
    return action;
  }

  /** The session that it was begun in; empty when it was begun by a login. */
  public Optional<SessionProof> session() {
    return proofs.stream()
        .filter(SessionProof.class::isInstance)
        .map(SessionProof.class::cast)
        .findFirst();
  }

  /** The approval of a device that was asked for it. */
  public Optional<PushProof> approval() {
    return proofs.stream()
        .filter(PushProof.class::isInstance)
        .map(PushProof.class::cast)
        .findFirst();
  }

  /** Everything shown, the second factor with it, be it kept already. */
  public List<LoginProof> with(LoginProof second) {
    List<LoginProof> all = new ArrayList<>(proofs);
    if (!all.contains(second)) {
      all.add(second);
    }
    return all;
  }
}
