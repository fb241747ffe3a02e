package dev.latchkey.flows.consent;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.profile.ConsentAnswers;
import dev.latchkey.domain.profile.ConsentRequest;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.Issued;
import dev.latchkey.domain.tenant.ConsentDefinition;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The mail that asks to confirm what was agreed to (contract section 2.4): written by every flow
 * that takes consents. One mail asks for everything that waits, and voids the one before. Without
 * an address or where the mail is switched off the consent waits.
 */
public final class DoubleOptIn {

  /**
   * Whose consents they are.
   *
   * @param email null: the profile has none
   * @param consents that the profile holds, with or without the answers
   */
  public record Asked(UUID profileId, @Nullable Identifier email, JsonNode consents) {}

  private final VerificationCodes codes;
  private final Outbox outbox;
  private final RecipientLimit limit;

  public DoubleOptIn(VerificationCodes codes, Outbox outbox, RecipientLimit limit) {
    this.codes = codes;
    this.outbox = outbox;
    this.limit = limit;
  }

  /** Adds the mail where it is due, beside what else is changed: it counts, and is not refused. */
  public void addToSignUp(
      Changes changes,
      Tenant tenant,
      Client client,
      Asked asked,
      ConsentAnswers answers,
      String language) {
    Identifier email = asked.email();
    if (email != null && isDue(tenant, answers)) {
      limit.count(changes, tenant, email);
      send(changes, tenant, client, asked, email, answers, language);
    }
  }

  /**
   * Adds the mail where it is due.
   *
   * @return whether it is
   * @throws dev.latchkey.domain.error.ApiException {@code RATE_LIMIT_REACHED}
   */
  public boolean add(
      Changes changes,
      Tenant tenant,
      Client client,
      Asked asked,
      ConsentAnswers answers,
      String language) {
    Identifier email = asked.email();
    if (email == null || !isDue(tenant, answers)) {
      return false;
    }
    limit.check(tenant, email);
    send(changes, tenant, client, asked, email, answers, language);
    return true;
  }

  private static boolean isDue(Tenant tenant, ConsentAnswers answers) {
    return answers.areToBeConfirmed() && tenant.sends(MessageKind.CONSENT.key());
  }

  private void send(
      Changes changes,
      Tenant tenant,
      Client client,
      Asked asked,
      Identifier email,
      ConsentAnswers answers,
      String language) {
    ConsentRequest request = ConsentRequest.of(client.id());
    for (ConsentDefinition definition : tenant.consents()) {
      String key = definition.key();
      JsonNode wanted = answers.consents().path(key);
      if (answers.isWaiting(key) && definition.isActive()) {
        request.add(key, asked.consents().path(key), wanted);
      }
    }
    Issued issued =
        codes.issue(
            changes,
            tenant,
            client.id(),
            asked.profileId(),
            CodePurpose.CONSENT,
            CodeChannel.EMAIL,
            email.key(),
            VerificationCodes.Form.LINKED,
            request.json());
    // Without a greeting by name: whoever typed the address may have typed the name, too.
    outbox.add(
        changes,
        tenant,
        Message.email(MessageKind.CONSENT, email.value(), language)
            .with("consent", String.join(", ", request.titles(tenant)))
            .with("link", tenant.publicUrl() + "/link/consent/" + issued.link()));
  }
}
