package dev.latchkey.flows.push;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.DeviceProof;
import dev.latchkey.domain.proof.PushChallenges;
import dev.latchkey.domain.proof.PushVerifier;
import dev.latchkey.domain.proof.PushVerifier.Nonce;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.ArrayList;
import java.util.List;

/** Look what is asked of a device, woken or not (Access API contract section 8). One query. */
public final class ListChallenges {

  /**
   * @param asker name of the client that asks
   * @param nonce that the answer is to be over
   */
  public record Asked(Challenge challenge, PushChannel channel, String asker, Nonce nonce) {}

  private final Db db;
  private final Clients clients;
  private final PushChallenges challenges;
  private final PushVerifier verifier;
  private final PushDevices devices;

  public ListChallenges(
      Db db,
      Clients clients,
      PushChallenges challenges,
      PushVerifier verifier,
      PushDevices devices) {
    this.db = db;
    this.clients = clients;
    this.challenges = challenges;
    this.verifier = verifier;
    this.devices = devices;
  }

  public List<Asked> run(Tenant tenant, DeviceProof device) {
    List<Asked> asked = new ArrayList<>();
    for (Challenge challenge : challenges.asked(tenant, device.profileId())) {
      PushChannel channel = PushQuestion.of(challenge).answeredBy();
      if (PushQuestion.isFor(challenge, device)) {
        asked.add(
            new Asked(
                challenge,
                channel,
                clients.find(tenant.id(), challenge.clientId()).map(Client::name).orElse(""),
                verifier.nonce(tenant, device, challenge.publicNo())));
      }
    }
    Changes changes = db.changes();
    devices.seen(changes, tenant, device);
    changes.commit();
    return List.copyOf(asked);
  }
}
