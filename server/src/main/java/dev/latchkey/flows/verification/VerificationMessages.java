package dev.latchkey.flows.verification;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.CodeChannel;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.proof.VerificationCodes.Issued;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages that ask a user to confirm an address or a number: written by every flow that sets
 * one. Those that come with something else count for their recipient but are not refused; a flow
 * that does nothing but send one asks for leave first.
 */
public final class VerificationMessages {

  /** Where the link of the mail leads in the end (contract section 1.17); both already checked. */
  public record LinkTarget(@Nullable String redirectUrl, @Nullable String returnTo) {

    public static final LinkTarget NONE = new LinkTarget(null, null);
  }

  private final VerificationCodes codes;
  private final Outbox outbox;
  private final RecipientLimit limit;

  public VerificationMessages(VerificationCodes codes, Outbox outbox, RecipientLimit limit) {
    this.codes = codes;
    this.outbox = outbox;
    this.limit = limit;
  }

  /** Adds the mail that confirms the address, beside what else is changed. */
  public void email(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      Identifier email,
      LinkTarget target,
      String language) {
    limit.count(changes, tenant, email);
    sendEmail(changes, tenant, client, profile, CodePurpose.VERIFY_EMAIL, email, target, language);
  }

  /** Adds the text message that confirms the number, beside what else is changed. */
  public void phoneNumber(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      Identifier number,
      String language) {
    limit.count(changes, tenant, number);
    sendText(changes, tenant, client, profile, CodePurpose.VERIFY_PHONE_NUMBER, number, language);
  }

  /**
   * Leave to send one more message to that recipient, which is counted.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code RATE_LIMIT_REACHED}
   */
  public void requireLeave(Tenant tenant, Identifier recipient) {
    limit.check(tenant, recipient);
  }

  /**
   * Adds the mail with a code and a link for that purpose, which was given leave.
   *
   * @param email as the profile is to show it once it is confirmed
   */
  public void sendEmail(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      CodePurpose purpose,
      Identifier email,
      LinkTarget target,
      String language) {
    ObjectNode data = Json.object().put("email", email.value());
    if (target.redirectUrl() != null) {
      data.put("redirect_url", target.redirectUrl());
    }
    if (target.returnTo() != null) {
      data.put("return_to", target.returnTo());
    }
    Issued issued =
        codes.issue(
            changes,
            tenant,
            client.id(),
            profile.id(),
            purpose,
            CodeChannel.EMAIL,
            email.key(),
            VerificationCodes.Form.TYPED,
            data);
    outbox.add(
        changes,
        tenant,
        Message.email(MessageKind.VERIFY_EMAIL, email.value(), language, profile)
            .withCode(issued.code(), issued.lifetime())
            .with("link", tenant.publicUrl() + "/link/verify-email/" + issued.link()));
  }

  /** Adds the text message with a code for that purpose, which was given leave. */
  public void sendText(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      CodePurpose purpose,
      Identifier number,
      String language) {
    Issued issued =
        codes.issue(
            changes,
            tenant,
            client.id(),
            profile.id(),
            purpose,
            CodeChannel.SMS,
            number.key(),
            VerificationCodes.Form.TYPED,
            Json.object());
    outbox.add(
        changes,
        tenant,
        Message.sms(MessageKind.VERIFY_PHONE_NUMBER, number.value(), language, profile)
            .withCode(issued.code(), issued.lifetime()));
  }
}
