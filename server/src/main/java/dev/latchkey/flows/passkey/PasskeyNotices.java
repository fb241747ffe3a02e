package dev.latchkey.flows.passkey;

import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;

/** Tells owners that a way into their account has come or gone (ASVS 6.3.7). */
final class PasskeyNotices {

  private final Outbox outbox;

  PasskeyNotices(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Adds the mail; a profile without an address gets none. */
  void add(Changes changes, Tenant tenant, Profile profile, MessageKind kind, String language) {
    String email = profile.email();
    if (email != null && tenant.sends(kind.key())) {
      // Without its name: whoever typed it might not be the owner, who reads this.
      outbox.add(
          changes,
          tenant,
          Message.email(kind, email, language, profile).with("factor_kind", "passkey"));
    }
  }
}
