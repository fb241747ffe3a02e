package dev.latchkey.flows.verification;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.util.Optional;

/**
 * Tells the owner of an account by mail that its address or number was changed: at the address that
 * the account had until then, which is the one that a thief cannot read.
 */
public final class ChangeNotices {

  private final Outbox outbox;
  private final RecipientLimit limit;

  public ChangeNotices(Outbox outbox, RecipientLimit limit) {
    this.outbox = outbox;
    this.limit = limit;
  }

  /**
   * Adds the notice.
   *
   * @param before the profile as it was
   * @param changed what was changed
   */
  public void add(
      Changes changes, Tenant tenant, Profile before, Identifier.Kind changed, String language) {
    MessageKind kind =
        changed == Identifier.Kind.PHONE_NUMBER
            ? MessageKind.PHONE_NUMBER_CHANGED
            : MessageKind.EMAIL_CHANGED;
    Optional<Identifier> to = Optional.ofNullable(before.email()).flatMap(Identifiers::email);
    if (tenant.sends(kind.key()) && to.isPresent() && limit.permitsNotice(tenant, to.get())) {
      outbox.add(changes, tenant, Message.email(kind, to.get().value(), language, before));
    }
  }
}
