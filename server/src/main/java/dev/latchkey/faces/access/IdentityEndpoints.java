package dev.latchkey.faces.access;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.faces.access.UserEndpoints.Person;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.flows.access.ChangeUser;
import dev.latchkey.flows.access.CreateIdentity;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Consumers and companies (contract 5.12). */
public final class IdentityEndpoints {

  private static final String CONSUMER = "consumer";
  private static final String CORPORATE = "corporate";
  private static final Pattern CURRENCY = Pattern.compile("^[A-Z]{3}$");
  private static final Pattern COUNTRY = Pattern.compile("^[A-Z]{2}$");
  private static final Set<String> COUNTRIES =
      Arrays.stream(Locale.getISOCountries()).collect(Collectors.toUnmodifiableSet());
  private static final String[] COMPANY_TYPES = {
    "SOLE_TRADER",
    "LLC",
    "PUBLIC_LIMITED_COMPANY",
    "LIMITED_LIABILITY_PARTNERSHIP",
    "NON_PROFIT_ORGANISATION"
  };

  /** What of a root user is kept elsewhere. */
  private static final String[] OF_PROFILE = {
    "id",
    "name",
    "surname",
    "email",
    "mobile",
    "dateOfBirth",
    "active",
    "emailVerified",
    "mobileNumberVerified",
    "passwordAlreadySet"
  };

  /** What of an identity is kept elsewhere, or is this server's to say. */
  private static final String[] OF_OTHERS = {
    "id", "rootUser", "acceptedTerms", "creationTimestamp", "company"
  };

  private final CreateIdentity create;
  private final ChangeUser change;
  private final Organisations organisations;

  public IdentityEndpoints(CreateIdentity create, ChangeUser change, Organisations organisations) {
    this.create = create;
    this.change = change;
    this.organisations = organisations;
  }

  public void on(Router router, AccessApi api) {
    on(router, api, "/consumers", CONSUMER);
    on(router, api, "/corporates", CORPORATE);
  }

  private void on(Router router, AccessApi api, String path, String type) {
    api.route(
        router, Operation.post(path, Reach.CLIENT, call -> create(call, type)).oncePerReference());
    api.route(router, Operation.get(path, Reach.IDENTITY, call -> get(call, type)));
    api.route(router, Operation.patch(path, Reach.IDENTITY, call -> patch(call, type)));
  }

  private Supplier<Response> create(AccessCall call, String type) {
    boolean corporate = type.equals(CORPORATE);
    Body body = call.body();
    String profileId = body.text("profileId", 1, 19, Body.DIGITS);
    body.text("ipAddress", 5, 45);
    Boolean accepted = body.truthIfAny("acceptedTerms");
    Body rootUser = body.object("rootUser");
    ObjectNode names = Json.object();
    names.put("given_name", rootUser.text("name", 1, 50));
    names.put("family_name", rootUser.text("surname", 1, 50));
    Identifier email = rootUser.email("email");
    rootUser.require("mobile");
    Person person = UserEndpoints.person(rootUser, names);
    ObjectNode attributes = body.others(OF_OTHERS);
    String companyName = null;
    String country = null;
    if (corporate) {
      body.text("baseCurrency", 3, 3, CURRENCY);
      rootUser.word("companyPosition", "DIRECTOR", "AUTHORISED_REPRESENTATIVE");
      Body company = body.object("company");
      companyName = company.text("name", 1, 100);
      company.word("type", COMPANY_TYPES);
      country = company.text("registrationCountry", 2, 2, COUNTRY);
      ObjectNode kept = company.others("name", "registrationCountry");
      attributes.set("company", kept.put("countryOfRegistration", country));
    } else {
      rootUser.require("dateOfBirth");
    }
    attributes.set("rootUser", rootUser.others(OF_PROFILE));
    body.check();
    String name = companyName;
    String registered = country;
    return () -> {
      requireKnown(call, profileId, registered);
      if (Boolean.FALSE.equals(accepted)) {
        throw Conflict.TERMS_NOT_ACCEPTED.exception();
      }
      CreateIdentity.Result created =
          create.run(
              call.tenant(),
              call.client(),
              new Organisations.New(type, name, attributes),
              person.change(PasswordEndpoints.present(email)),
              call.access(),
              call.caller());
      return Answers.ok(Documents.organisation(created.root(), created.linked()));
    };
  }

  private static void requireKnown(AccessCall call, String profileId, @Nullable String country) {
    AccessPolicy policy = call.tenant().access();
    if (policy != null
        && !policy.profileIds().isEmpty()
        && !policy.profileIds().contains(profileId)) {
      throw Conflict.PROFILE_NOT_FOUND.exception();
    }
    if (country != null && !COUNTRIES.contains(country)) {
      throw Conflict.COUNTRY_INVALID.exception();
    }
  }

  private Supplier<Response> get(AccessCall call, String type) {
    return () -> Answers.ok(Documents.organisation(root(call, acting(call, type)), null));
  }

  private static Membership acting(AccessCall call, String type) {
    Membership acting = call.acting();
    if (!acting.type().equals(type)) {
      throw Refusal.forbidden(Refusal.Forbidden.INSUFFICIENT_PERMISSIONS);
    }
    return acting;
  }

  private Member root(AccessCall call, Membership acting) {
    return organisations
        .root(call.tenant(), acting.type(), acting.organisationNo())
        .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
  }

  /** The fields of the root user stand at the top of the body, as upstream has it. */
  private Supplier<Response> patch(AccessCall call, String type) {
    Body body = call.body();
    ObjectNode names = Json.object();
    UserEndpoints.put(names, "given_name", body.textIfAny("name", 1, 50));
    UserEndpoints.put(names, "family_name", body.textIfAny("surname", 1, 50));
    Identifier email = body.emailIfAny("email");
    Person person = UserEndpoints.person(body, names);
    ObjectNode attributes = Json.object();
    UserEndpoints.put(attributes, "tag", body.textIfAny("tag", 1, 50));
    body.check();
    return () -> {
      acting(call, type);
      Membership acting = call.actingAsRoot();
      Member changed =
          change.run(
              call.tenant(),
              call.client(),
              call.user(),
              root(call, acting),
              new ChangeUser.Input(person.change(email), Json.object(), null, attributes),
              call.caller());
      return Answers.ok(Documents.organisation(changed, null));
    };
  }
}
