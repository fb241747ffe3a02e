package dev.latchkey.flows.verification;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
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
 * one.
 */
public final class VerificationMessages {

  /** Where the link of the mail leads in the end (contract section 1.17); both already checked. */
  public record LinkTarget(@Nullable String redirectUrl, @Nullable String returnTo) {

    public static final LinkTarget NONE = new LinkTarget(null, null);
  }

  private final VerificationCodes codes;
  private final Outbox outbox;

  public VerificationMessages(VerificationCodes codes, Outbox outbox) {
    this.codes = codes;
    this.outbox = outbox;
  }

  /** Adds the mail that confirms the address. */
  public void email(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      Identifier email,
      LinkTarget target,
      String language) {
    ObjectNode data = Json.object();
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
            CodePurpose.VERIFY_EMAIL,
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

  /** Adds the text message that confirms the number. */
  public void phoneNumber(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      Identifier number,
      String language) {
    Issued issued =
        codes.issue(
            changes,
            tenant,
            client.id(),
            profile.id(),
            CodePurpose.VERIFY_PHONE_NUMBER,
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
