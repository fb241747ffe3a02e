package dev.latchkey.domain.organisation;

import dev.latchkey.domain.profile.NewProfile;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Organisations and who belongs to them. Thread-safe. */
public final class Organisations {

  /**
   * What a new organisation holds.
   *
   * @param type {@code consumer} or {@code corporate}
   * @param name of a company
   * @param attributes what was said of it
   */
  public record New(String type, @Nullable String name, ObjectNode attributes) {}

  /** A page of a list: what is asked for, and how much of it. */
  public record Page(int offset, int limit) {}

  /** Which users are wanted; null: any. */
  public record Wanted(@Nullable Boolean active, @Nullable String emailKey, @Nullable String tag) {}

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public Organisations(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** What the user may act for, the default first; no more than a hundred. */
  public List<Membership> of(Tenant tenant, UUID profileId) {
    return db.list(
        Membership.class,
        "select "
            + Membership.COLUMNS
            + " from "
            + Membership.TABLES
            + " where m.tenant = ? and m.profile_id = ? and m.active"
            + Membership.ORDER
            + " limit 100",
        tenant.id(),
        profileId);
  }

  /** A user by the number; of several organisations the default one. */
  public Optional<Member> user(Tenant tenant, long userNo) {
    return db.one(
        Member.class,
        "select "
            + Member.COLUMNS
            + " from "
            + Member.TABLES
            + " where m.tenant = ? and mp.public_no = ?"
            + Membership.ORDER
            + " limit 1",
        tenant.id(),
        userNo);
  }

  /** A user of that organisation by the number. */
  public Optional<Member> user(Tenant tenant, UUID organisationId, long userNo) {
    return db.one(
        Member.class,
        "select "
            + Member.COLUMNS
            + " from "
            + Member.TABLES
            + " where m.tenant = ? and m.organisation_id = ? and mp.public_no = ?",
        tenant.id(),
        organisationId,
        userNo);
  }

  /** The root user of the organisation of that type and number. */
  public Optional<Member> root(Tenant tenant, String type, long organisationNo) {
    return db.one(
        Member.class,
        "select "
            + Member.COLUMNS
            + " from "
            + Member.TABLES
            + " where m.tenant = ? and o.public_no = ? and o.type = ? and m.role = 'root'",
        tenant.id(),
        organisationNo,
        type);
  }

  /** How many of the organisation's users are like that. */
  public int count(Tenant tenant, UUID organisationId, Wanted wanted) {
    List<@Nullable Object> args = new ArrayList<>();
    String where = where(tenant, organisationId, wanted, args);
    return db.one(
            Integer.class, "select count(*)::int from " + Member.TABLES + where, args.toArray())
        .orElse(0);
  }

  /** Those of them on that page, oldest first; the root user is none of them. */
  public List<Member> users(Tenant tenant, UUID organisationId, Wanted wanted, Page page) {
    List<@Nullable Object> args = new ArrayList<>();
    String where = where(tenant, organisationId, wanted, args);
    args.add(page.limit());
    args.add(page.offset());
    return db.list(
        Member.class,
        "select "
            + Member.COLUMNS
            + " from "
            + Member.TABLES
            + where
            + " order by m.linked_at, m.profile_id limit ? offset ?",
        args.toArray());
  }

  private static String where(
      Tenant tenant, UUID organisationId, Wanted wanted, List<@Nullable Object> args) {
    args.add(tenant.id());
    args.add(organisationId);
    StringBuilder where =
        new StringBuilder(" where m.tenant = ? and m.organisation_id = ? and m.role = 'user'");
    if (wanted.active() != null) {
      where.append(" and (m.active and profile.suspended_at is null) = ?");
      args.add(wanted.active());
    }
    if (wanted.emailKey() != null) {
      where.append(" and profile.email_key = ?");
      args.add(wanted.emailKey());
    }
    if (wanted.tag() != null) {
      where.append(" and m.attributes ->> 'tag' = ?");
      args.add(wanted.tag());
    }
    return where.toString();
  }

  /**
   * Adds an organisation whose root user these changes make.
   *
   * @return its number
   */
  public long create(Changes changes, Tenant tenant, New wanted, NewProfile root) {
    return create(changes, tenant, wanted, root.profile().id(), true);
  }

  /** Adds an organisation whose root user is there already. */
  public long create(Changes changes, Tenant tenant, New wanted, Profile root) {
    return create(changes, tenant, wanted, root.id(), false);
  }

  private long create(
      Changes changes, Tenant tenant, New wanted, UUID profileId, boolean newcomer) {
    UUID id = secrets.uuid();
    long publicNo = secrets.number();
    Instant now = clock.instant();
    number(changes, tenant, profileId);
    changes.add(
        "insert into organisation (tenant, id, public_no, type, name, attributes, created_at)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        tenant.id(),
        id,
        publicNo,
        wanted.type(),
        wanted.name(),
        wanted.attributes(),
        now);
    changes.add(
        "insert into membership (tenant, organisation_id, profile_id, role, newcomer, linked_at)"
            + " values (?, ?, ?, 'root', ?, ?)",
        tenant.id(),
        id,
        profileId,
        newcomer,
        now);
    return publicNo;
  }

  /** Adds a user whom these changes make to an organisation. */
  public void add(
      Changes changes, Tenant tenant, UUID organisationId, NewProfile user, ObjectNode attributes) {
    number(changes, tenant, user.profile().id());
    changes.add(
        "insert into membership (tenant, organisation_id, profile_id, role, newcomer, attributes,"
            + " linked_at) values (?, ?, ?, 'user', true, ?, ?)",
        tenant.id(),
        organisationId,
        user.profile().id(),
        attributes,
        clock.instant());
  }

  /**
   * Makes a user who belongs nowhere a consumer; of several at once one does it. It is what the
   * tenant allows every user, so nothing need be shown for it.
   */
  public void admit(Tenant tenant, Profile profile) {
    UUID id = secrets.uuid();
    Instant now = clock.instant();
    Changes changes = db.changes();
    // Holds the profile: the statement after it sees what another one did.
    number(changes, tenant, profile.id());
    changes.add(
        """
        with fresh as (
          insert into organisation (tenant, id, public_no, type, created_at)
          select ?, ?::uuid, ?::bigint, 'consumer', ?::timestamptz
          where not exists (select from membership where tenant = ? and profile_id = ?)
          returning tenant, id)
        insert into membership (tenant, organisation_id, profile_id, role, newcomer, linked_at)
        select fresh.tenant, fresh.id, ?::uuid, 'root', false, ?::timestamptz from fresh\
        """,
        tenant.id(),
        id,
        secrets.number(),
        now,
        tenant.id(),
        profile.id(),
        profile.id(),
        now);
    changes.commit();
  }

  private void number(Changes changes, Tenant tenant, UUID profileId) {
    changes.add(
        "update profile set public_no = coalesce(public_no, ?) where tenant = ? and id = ?",
        secrets.number(),
        tenant.id(),
        profileId);
  }

  /** Adds that the user chose it: the default from now on. */
  public void chosen(Changes changes, Tenant tenant, UUID profileId, Membership membership) {
    changes.add(
        "update membership set exchanged_at = ? where tenant = ? and organisation_id = ? and"
            + " profile_id = ?",
        clock.instant(),
        tenant.id(),
        membership.organisationId(),
        profileId);
  }

  /** Adds what is said of an organisation from now on; what is not given stays. */
  public void update(
      Changes changes,
      Tenant tenant,
      UUID organisationId,
      @Nullable String name,
      ObjectNode attributes) {
    changes.add(
        "update organisation set name = coalesce(?, name), attributes = attributes || ?::jsonb"
            + " where tenant = ? and id = ?",
        name,
        attributes,
        tenant.id(),
        organisationId);
  }

  /** Adds what is said of a user as a member from now on; what is not given stays. */
  public void updateMember(
      Changes changes, Tenant tenant, UUID organisationId, UUID profileId, ObjectNode attributes) {
    changes.add(
        "update membership set attributes = attributes || ?::jsonb where tenant = ? and"
            + " organisation_id = ? and profile_id = ?",
        attributes,
        tenant.id(),
        organisationId,
        profileId);
  }

  /** What is said of nothing. */
  public static ObjectNode nothing() {
    return Json.object();
  }
}
