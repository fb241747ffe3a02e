package dev.latchkey.domain.profile;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.profile.ProfileChange.ConsentChoice;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * People who are known by an identifier and have no account yet (contract section 11.2), and the
 * accounts that grow out of them. RATIONALE.md has the rules. Thread-safe.
 */
public final class LiteProfiles {

  /**
   * What a lite registration says.
   *
   * @param data its e-mail address and phone number are what the profile is found by
   * @param externalId the operator's own name for the person; only a back end may say it
   * @param vouched whether a back end of the operator's speaks, not anybody
   */
  public record Registration(ProfileChange data, @Nullable String externalId, boolean vouched) {

    public Registration {
      if (externalId != null && !vouched) {
        throw new IllegalArgumentException("An external id that only the operator can know");
      }
    }

    /** The kinds of identifiers that are given. */
    public Set<Identifier.Kind> kinds() {
      EnumSet<Identifier.Kind> kinds = EnumSet.noneOf(Identifier.Kind.class);
      data.identifiers().forEach(identifier -> kinds.add(identifier.kind()));
      return kinds;
    }

    /** Whether the identifier of that kind is the profile's. */
    public boolean names(Profile profile, Identifier.Kind kind) {
      Identifier email = data.email();
      Identifier number = data.phoneNumber();
      return switch (kind) {
        case EMAIL -> email != null && email.key().equals(Profiles.emailKey(profile));
        case PHONE_NUMBER -> number != null && number.key().equals(profile.phoneNumber());
        case CUSTOM_IDENTIFIER -> false;
      };
    }
  }

  private static final String COLUMNS =
      Profile.COLUMNS + ", coalesce(profile.lite_data, '{}') as lite_data";

  private final Db db;
  private final InstantSource clock;
  private final ConsentLedger consents;

  public LiteProfiles(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.clock = clock;
    this.consents = new ConsentLedger(secrets, clock);
  }

  /** The profiles, lite or not, that have one of the identifiers, e-mail before number. */
  public List<KnownProfile> find(Tenant tenant, Registration registration) {
    Identifier email = registration.data().email();
    Identifier number = registration.data().phoneNumber();
    return db.list(
        KnownProfile.class,
        "select "
            + COLUMNS
            + """
             from profile where tenant = ? and (email_key = ? or phone_number = ? or external_id = ?)
            order by (email_key = ?) is true desc, (phone_number = ?) is true desc\
            """,
        tenant.id(),
        Profiles.key(email),
        Profiles.key(number),
        registration.externalId(),
        Profiles.key(email),
        Profiles.key(number));
  }

  /** The lite profile that has one of the identifiers, e-mail before number. */
  public Optional<KnownProfile> find(Tenant tenant, ProfileChange data) {
    return find(tenant, new Registration(data, null, false)).stream()
        .filter(known -> known.profile().lite())
        .findFirst();
  }

  /** The lite profile of that id. */
  public Optional<KnownProfile> find(Tenant tenant, UUID id) {
    return db.one(
        KnownProfile.class,
        "select " + COLUMNS + " from profile where tenant = ? and id = ? and lite",
        tenant.id(),
        id);
  }

  /**
   * Adds a lite profile. Committing fails with a {@code ConstraintViolation} when somebody else was
   * faster.
   */
  public ConsentAnswers insert(
      Changes changes,
      Tenant tenant,
      UUID id,
      Client client,
      Registration registration,
      Caller caller) {
    ProfileChange data = registration.data();
    Instant now = clock.instant();
    ObjectNode given = Json.object();
    Set<String> answered =
        consents.record(changes, tenant, id, client.id(), caller, given, data.consents());
    changes.add(
        """
        insert into profile (tenant, id, email, email_key, phone_number, external_id, attributes, custom_fields, consents, lite,
          lite_data, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, true, ?, ?, ?)\
        """,
        tenant.id(),
        id,
        Profiles.value(data.email()),
        Profiles.key(data.email()),
        Profiles.value(data.phoneNumber()),
        registration.externalId(),
        Profiles.merged(Json.object(), data.attributes()),
        Profiles.merged(Json.object(), data.customFields()),
        given,
        LiteData.with(Json.object(), registration.kinds(), registration, data, given),
        now,
        now);
    return new ConsentAnswers(given, answered);
  }

  /**
   * Adds what the registration says to a lite profile. Identifiers are a back end's to add or
   * replace; and what a back end has said, nobody else changes but for consents. {@code
   * INVALID_STATE} when the profile is an account by now.
   */
  public ConsentAnswers update(
      Changes changes,
      Tenant tenant,
      KnownProfile known,
      Client client,
      Registration registration,
      Caller caller) {
    Profile lite = known.profile();
    boolean vouched = registration.vouched();
    ProfileChange data = vouched ? registration.data() : unspoken(known, registration.data());
    ObjectNode given = lite.consents().deepCopy().asObject();
    Set<String> answered =
        consents.record(changes, tenant, lite.id(), client.id(), caller, given, data.consents());
    ObjectNode present = known.liteData().deepCopy().asObject();
    Set<Identifier.Kind> kinds = registration.kinds();
    if (vouched) {
      kinds.stream()
          .filter(kind -> !registration.names(lite, kind))
          .forEach(kind -> present.remove(kind.field()));
    } else {
      kinds.removeIf(kind -> !registration.names(lite, kind));
    }
    changes.addExactlyOne(
        LiteProfiles::moved,
        """
        update profile set email = coalesce(?, email), email_key = coalesce(?, email_key), phone_number = coalesce(?, phone_number),
          external_id = coalesce(?, external_id), attributes = ?, custom_fields = ?, consents = ?, lite_data = ?, updated_at = ?
        where tenant = ? and id = ? and lite\
        """,
        vouched ? Profiles.value(data.email()) : null,
        vouched ? Profiles.key(data.email()) : null,
        vouched ? Profiles.value(data.phoneNumber()) : null,
        registration.externalId(),
        Profiles.merged(lite.attributes(), data.attributes()),
        Profiles.merged(lite.customFields(), data.customFields()),
        given,
        LiteData.with(present, kinds, registration, data, only(given, answered)),
        clock.instant(),
        tenant.id(),
        lite.id());
    return new ConsentAnswers(given, answered);
  }

  private static ProfileChange unspoken(KnownProfile known, ProfileChange data) {
    return new ProfileChange(
        null,
        null,
        null,
        LiteData.unspoken(known.liteData(), "attributes", data.attributes()),
        LiteData.unspoken(known.liteData(), "custom_fields", data.customFields()),
        data.consents());
  }

  private static ObjectNode only(JsonNode consents, Set<String> keys) {
    ObjectNode some = Json.object();
    keys.forEach(key -> some.set(key, consents.path(key)));
    return some;
  }

  /**
   * Adds what the registration says of an account, apart from it: for those identifiers, which
   * nobody has shown to be its owner's. {@code INVALID_STATE} when the account has changed since it
   * was read: what somebody else said meanwhile would be lost, or an identifier is its owner's now.
   */
  public ConsentAnswers setAside(
      Changes changes,
      Tenant tenant,
      KnownProfile known,
      Client client,
      Registration registration,
      Set<Identifier.Kind> kinds,
      Caller caller) {
    ProfileChange data =
        registration.vouched() ? registration.data() : unspoken(known, registration.data());
    ConsentAnswers answers = ask(changes, tenant, known.profile(), client, data.consents(), caller);
    changes.addExactlyOne(
        LiteProfiles::moved,
        """
        update profile set lite_data = ?
        where tenant = ? and id = ? and not lite and updated_at = ? and coalesce(lite_data, '{}') = ?::jsonb\
        """,
        LiteData.with(
            known.liteData(),
            kinds,
            registration,
            data,
            only(answers.consents(), answers.answered())),
        tenant.id(),
        known.profile().id(),
        known.profile().updatedAt(),
        known.liteData());
    return answers;
  }

  /** Adds that those answers were given for an account; it does not hold them. */
  public ConsentAnswers ask(
      Changes changes,
      Tenant tenant,
      Profile account,
      Client client,
      Map<String, ConsentChoice> choices,
      Caller caller) {
    ObjectNode given = account.consents().deepCopy().asObject();
    Set<String> answered =
        consents.record(changes, tenant, account.id(), client.id(), caller, given, choices);
    return new ConsentAnswers(given, answered);
  }

  /** Adds that the gaps of an account are filled with what a back end says. */
  public ConsentAnswers fill(
      Changes changes,
      Tenant tenant,
      Profile account,
      Client client,
      Registration registration,
      Caller caller) {
    ProfileChange data = registration.data();
    ObjectNode given = account.consents().deepCopy().asObject();
    Map<String, ConsentChoice> unanswered = new LinkedHashMap<>(data.consents());
    unanswered.keySet().removeIf(given::has);
    Set<String> answered =
        consents.record(changes, tenant, account.id(), client.id(), caller, given, unanswered);
    changes.add(
        """
        update profile set attributes = ?::jsonb || attributes, custom_fields = ?::jsonb || custom_fields,
          consents = ?::jsonb || consents, external_id = coalesce(external_id, ?), updated_at = ?
        where tenant = ? and id = ?\
        """,
        Profiles.merged(Json.object(), data.attributes()),
        Profiles.merged(Json.object(), data.customFields()),
        given,
        registration.externalId(),
        clock.instant(),
        tenant.id(),
        account.id());
    return new ConsentAnswers(given, answered);
  }

  /**
   * Adds that a lite profile becomes the account that is signed up for. It keeps its id, and what
   * was given for an identifier that is shown to be the user's; the rest waits until that is shown,
   * and what was given for identifiers that the account does not have is gone. {@code
   * …_ALREADY_EXISTS} when somebody else was faster.
   *
   * @param own the address or number that was shown to be the user's; null: none was
   */
  public NewProfile grow(
      Changes changes,
      Tenant tenant,
      KnownProfile known,
      @Nullable String clientId,
      ProfileChange wanted,
      @Nullable Identifier own,
      Caller caller) {
    Profile lite = known.profile();
    Instant now = clock.instant();
    JsonNode data = known.liteData();
    Registration claim = new Registration(wanted, null, false);
    Identifier.Kind shown = own != null && claim.names(lite, own.kind()) ? own.kind() : null;
    ObjectNode left = data.deepCopy().asObject();
    left.retain(
        claim.kinds().stream()
            .filter(kind -> kind != shown && claim.names(lite, kind))
            .map(Identifier.Kind::field)
            .toList());
    ObjectNode given = revealed(data, shown, "consents");
    Set<String> answered =
        consents.record(changes, tenant, lite.id(), clientId, caller, given, wanted.consents());
    String externalId = shown == null ? null : LiteData.externalId(data, shown);
    Profile account =
        new Profile(
            lite.id(),
            Profiles.value(wanted.email()),
            own != null && own.equals(wanted.email()) ? now : null,
            Profiles.value(wanted.phoneNumber()),
            own != null && own.equals(wanted.phoneNumber()) ? now : null,
            Profiles.value(wanted.customIdentifier()),
            externalId != null && externalId.equals(lite.externalId()) ? externalId : null,
            Profiles.merged(revealed(data, shown, "attributes"), wanted.attributes()),
            Profiles.merged(revealed(data, shown, "custom_fields"), wanted.customFields()),
            given,
            false,
            List.of(),
            null,
            lite.suspendedAt(),
            lite.createdAt(),
            now);
    changes.add(
        "delete from profile where tenant = ? and lite and id <> ? and (email_key = ? or"
            + " phone_number = ?)",
        tenant.id(),
        lite.id(),
        Profiles.key(wanted.email()),
        Profiles.key(wanted.phoneNumber()));
    changes.addExactlyOne(
        () -> {
          throw Profiles.taken(
                  claim.names(lite, Identifier.Kind.EMAIL)
                      ? Identifier.Kind.EMAIL
                      : Identifier.Kind.PHONE_NUMBER)
              .exception();
        },
        """
        update profile set email = ?, email_key = ?, email_verified_at = ?, phone_number = ?, phone_verified_at = ?,
          custom_identifier = ?, custom_identifier_key = ?, external_id = ?, attributes = ?, custom_fields = ?, consents = ?,
          lite = false, lite_data = nullif(?::jsonb, '{}'), updated_at = ?
        where tenant = ? and id = ? and lite\
        """,
        account.email(),
        Profiles.key(wanted.email()),
        account.emailVerifiedAt(),
        account.phoneNumber(),
        account.phoneVerifiedAt(),
        account.customIdentifier(),
        Profiles.key(wanted.customIdentifier()),
        account.externalId(),
        account.attributes(),
        account.customFields(),
        given,
        left,
        now,
        tenant.id(),
        lite.id());
    return new NewProfile(account, new ConsentAnswers(given, answered));
  }

  /**
   * Adds that an account is a lite profile from now on. What it holds is kept for its identifiers,
   * all of it where its owner had shown one to be the owner's. {@code INVALID_STATE} when there is
   * something to log in with by then.
   */
  public void giveUp(Changes changes, Tenant tenant, Profile account) {
    ProfileChange held =
        new ProfileChange(
            identifier(account.email(), Identifiers::email),
            identifier(account.phoneNumber(), number -> Identifiers.phoneNumber(number, null)),
            null,
            account.attributes().deepCopy().asObject(),
            account.customFields().deepCopy().asObject(),
            Map.of());
    boolean owned = account.isEmailVerified() || account.isPhoneNumberVerified();
    Registration own = new Registration(held, owned ? account.externalId() : null, owned);
    changes.addExactlyOne(
        LiteProfiles::moved,
        """
        update profile p set lite = true, email_verified_at = null, phone_verified_at = null, confirmed_apart_at = null,
          custom_identifier = null, custom_identifier_key = null, lite_data = ?, updated_at = ?
        where p.tenant = ? and p.id = ? and not p.lite
          and not exists (select from password c where c.tenant = p.tenant and c.profile_id = p.id)
          and not exists (select from passkey c where c.tenant = p.tenant and c.profile_id = p.id)
          and not exists (select from identity c where c.tenant = p.tenant and c.profile_id = p.id)\
        """,
        LiteData.with(
            Json.object(), own.kinds(), own, held, account.consents().deepCopy().asObject()),
        clock.instant(),
        tenant.id(),
        account.id());
  }

  private static @Nullable Identifier identifier(
      @Nullable String value, Function<String, Optional<Identifier>> parser) {
    return value == null ? null : parser.apply(value).orElse(null);
  }

  private static ObjectNode revealed(JsonNode data, Identifier.@Nullable Kind shown, String part) {
    return shown == null ? Json.object() : LiteData.part(data, shown, part);
  }

  private static void moved() {
    throw ApiError.INVALID_STATE.exception();
  }
}
