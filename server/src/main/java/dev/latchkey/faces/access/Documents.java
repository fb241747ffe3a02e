package dev.latchkey.faces.access;

import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.access.OpenAccess;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The shapes that several operations answer with (contract 1.13, 2, 5). */
final class Documents {

  /** Kept of an identity for this server alone, or shown elsewhere in the answer. */
  private static final Set<String> NOT_SHOWN =
      Set.of("profileId", "ipAddress", "company", "rootUser");

  private Documents() {}

  /** IdentityId. */
  static ObjectNode identity(Membership membership) {
    return Json.object()
        .put("type", membership.wireType())
        .put("id", Long.toString(membership.organisationNo()));
  }

  /** CredentialId. */
  static ObjectNode credentials(Membership membership) {
    return Json.object()
        .put("type", membership.wireRole())
        .put("id", Long.toString(membership.userNo()));
  }

  /** Of the operations that set a password. */
  static ObjectNode passwordInfo(Tenant tenant, OpenAccess.Login login, InstantSource clock) {
    Duration expiry = tenant.legacy().passwordExpiry();
    ObjectNode body = Json.object();
    body.putObject("passwordInfo")
        .put("expiryDate", expiry == null ? 0 : clock.instant().plus(expiry).toEpochMilli())
        .set("identityId", identity(login.membership()));
    return body.put("token", login.token());
  }

  /** User. */
  static ObjectNode user(Member member) {
    Profile profile = member.profile();
    ObjectNode user = Json.object().put("id", Long.toString(member.membership().userNo()));
    user.set("identity", identity(member.membership()));
    names(user, profile);
    user.put("active", member.active());
    person(user, profile);
    member.attributes().forEachEntry(user::putIfAbsent);
    return user;
  }

  private static void names(ObjectNode user, Profile profile) {
    String full = profile.attribute("name");
    put(user, "name", profile.attribute("given_name"), full == null ? "" : full);
    put(user, "surname", profile.attribute("family_name"), "");
    put(user, "email", profile.email(), "");
  }

  private static void put(ObjectNode json, String name, @Nullable String value, String otherwise) {
    json.put(name, value == null ? otherwise : value);
  }

  private static void person(ObjectNode user, Profile profile) {
    String phone = profile.phoneNumber();
    if (phone != null) {
      Identifiers.parts(phone)
          .ifPresent(parts ->
              user.putObject("mobile")
                  .put("countryCode", parts.countryCode())
                  .put("number", parts.number()));
    }
    String birthdate = profile.attribute("birthdate");
    if (birthdate != null) {
      LocalDate date = LocalDate.parse(birthdate);
      user.putObject("dateOfBirth")
          .put("year", date.getYear())
          .put("month", date.getMonthValue())
          .put("day", date.getDayOfMonth());
    }
  }

  /**
   * Consumer or Corporate.
   *
   * @param linked whether the root user was there before; null: it is not said
   */
  static ObjectNode organisation(Member root, @Nullable Boolean linked) {
    Membership membership = root.membership();
    Profile profile = root.profile();
    ObjectNode body = Json.object();
    body.set("id", identity(membership));
    put(body, "profileId", root);
    ObjectNode user = body.putObject("rootUser");
    user.putObject("id")
        .put("type", membership.wireType())
        .put("id", Long.toString(membership.userNo()));
    names(user, profile);
    person(user, profile);
    user.put("active", root.active())
        .put("emailVerified", profile.isEmailVerified())
        .put("mobileNumberVerified", profile.isPhoneNumberVerified());
    if (root.organisation().path("rootUser") instanceof ObjectNode said) {
      said.forEachEntry(user::putIfAbsent);
    }
    root.attributes().forEachEntry(user::putIfAbsent);
    if (linked != null && !membership.isConsumer()) {
      user.put("passwordAlreadySet", linked.booleanValue());
    }
    if (!membership.isConsumer()) {
      ObjectNode company = body.putObject("company");
      if (membership.name() != null) {
        company.put("name", membership.name());
      }
      if (root.organisation().path("company") instanceof ObjectNode kept) {
        kept.forEachEntry(company::putIfAbsent);
      }
    }
    put(body, "ipAddress", root);
    body.put("acceptedTerms", true);
    body.put("creationTimestamp", millis(root.organisationCreatedAt()));
    root.organisation()
        .forEachEntry((name, value) -> {
          if (!NOT_SHOWN.contains(name)) {
            body.putIfAbsent(name, value);
          }
        });
    return body;
  }

  private static void put(ObjectNode body, String name, Member root) {
    String text = root.said(name);
    if (text != null) {
      body.put(name, text);
    }
  }

  private static long millis(Instant instant) {
    return instant.toEpochMilli();
  }

  /** An element of the list of identities. */
  static JsonNode listed(Membership membership) {
    ObjectNode entry = Json.object();
    entry.set("id", identity(membership));
    return membership.name() == null ? entry : entry.put("name", membership.name());
  }
}
