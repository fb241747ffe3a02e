package dev.latchkey.faces.inbox;

import dev.latchkey.domain.message.Composed;
import dev.latchkey.domain.message.Sender;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps messages instead of sending them. */
public final class InboxStore implements Sender {

  record Entry(
      UUID id,
      String channel,
      String recipient,
      @Nullable String subject,
      String text,
      @Nullable String html,
      Instant createdAt) {}

  private static final int PAGE = 200;

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public InboxStore(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public boolean serves(Tenant tenant, String channel) {
    return true;
  }

  @Override
  public void send(Tenant tenant, Composed message) {
    db.update(
        "insert into inbox_message (tenant, id, channel, recipient, subject, text, html,"
            + " created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        tenant.id(),
        secrets.uuid(),
        message.channel(),
        message.recipient(),
        message.subject(),
        message.text(),
        message.html(),
        clock.instant());
  }

  /** The newest messages, oldest first; to that recipient, or to anybody. */
  List<Entry> list(Tenant tenant, @Nullable String recipient, @Nullable UUID after) {
    String to = recipient == null ? null : recipient.toLowerCase(Locale.ROOT);
    return db.list(
            Entry.class,
            """
            select id, channel, recipient, subject, text, html, created_at from inbox_message
            where tenant = ? and (?::text is null or lower(recipient) = ?) and (?::uuid is null or id > ?)
            order by id desc limit ?\
            """,
            tenant.id(),
            to,
            to,
            after,
            after,
            PAGE)
        .reversed();
  }

  /** The HTML part of a message; none when the message has gone or is plain text. */
  Optional<String> html(Tenant tenant, UUID id) {
    return db.one(
        String.class,
        "select html from inbox_message where tenant = ? and id = ? and html is not null",
        tenant.id(),
        id);
  }

  void clear(Tenant tenant) {
    db.update("delete from inbox_message where tenant = ?", tenant.id());
  }
}
