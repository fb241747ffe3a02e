package dev.latchkey.faces.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.organisation.Organisations.Page;
import dev.latchkey.domain.organisation.Organisations.Wanted;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.faces.access.Operation.Reach;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.flows.access.ChangeUser;
import dev.latchkey.flows.access.CreateUser;
import dev.latchkey.flows.access.Invites;
import dev.latchkey.flows.access.SetUserActive;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The users of an identity beside its root user, and their invites (contract 5.11). */
public final class UserEndpoints {

  private static final Pattern COUNTRY = Pattern.compile("^[A-Z]{2}$");

  private final Organisations organisations;
  private final CreateUser create;
  private final ChangeUser change;
  private final SetUserActive setActive;
  private final Invites invites;

  public UserEndpoints(
      Organisations organisations,
      CreateUser create,
      ChangeUser change,
      SetUserActive setActive,
      Invites invites) {
    this.organisations = organisations;
    this.create = create;
    this.change = change;
    this.setActive = setActive;
    this.invites = invites;
  }

  public void on(Router router, AccessApi api) {
    api.route(
        router,
        Operation.post("/users", Reach.IDENTITY, this::create).afterStepUp().oncePerReference());
    api.route(router, Operation.get("/users", Reach.IDENTITY, this::list));
    api.route(router, Operation.get("/users/{user_id}", Reach.IDENTITY, this::get));
    api.route(router, Operation.patch("/users/{user_id}", Reach.IDENTITY, this::patch));
    api.route(
        router,
        Operation.post("/users/{user_id}/invite", Reach.IDENTITY, this::invite).oncePerReference());
    api.route(
        router, Operation.post("/users/{user_id}/invite/validate", Reach.CLIENT, this::validate));
    api.route(
        router,
        Operation.post("/users/{user_id}/invite/consume", Reach.CLIENT, this::consume)
            .oncePerReference());
    api.route(
        router,
        Operation.post(
            "/users/{user_id}/deactivate", Reach.IDENTITY, call -> setActive(call, false)));
    api.route(
        router,
        Operation.post("/users/{user_id}/activate", Reach.IDENTITY, call -> setActive(call, true)));
  }

  private Supplier<Response> create(AccessCall call) {
    Body body = call.body();
    ObjectNode names = Json.object();
    names.put("given_name", body.text("name", 1, 50));
    names.put("family_name", body.text("surname", 1, 50));
    Identifier email = body.email("email");
    Person person = person(body, names);
    ObjectNode member = member(body);
    body.check();
    return () -> {
      Membership acting = call.actingAsRoot();
      Member created =
          create.run(
              call.tenant(),
              call.client(),
              call.user(),
              acting,
              person.change(PasswordEndpoints.present(email)),
              member,
              call.caller());
      return Answers.ok(Documents.user(created));
    };
  }

  /**
   * What is said of a user, as the profile keeps it.
   *
   * @param mobile joined, not yet known to be a number
   */
  record Person(@Nullable String mobile, ObjectNode attributes) {

    /**
     * @throws dev.latchkey.domain.error.ConflictException {@code MOBILE_OR_COUNTRY_CODE_INVALID}
     */
    ProfileChange change(@Nullable Identifier email) {
      Identifier number =
          mobile == null
              ? null
              : Identifiers.phoneNumber(mobile, null)
                  .orElseThrow(Conflict.MOBILE_OR_COUNTRY_CODE_INVALID::exception);
      return new ProfileChange(email, number, null, attributes, Json.object(), Map.of());
    }
  }

  /**
   * @param attributes what is known of the person already
   */
  static Person person(Body body, ObjectNode attributes) {
    String birthdate = body.dateIfAny("dateOfBirth");
    if (birthdate != null) {
      attributes.put("birthdate", birthdate);
    }
    return new Person(body.mobileIfAny("mobile"), attributes);
  }

  private static ObjectNode member(Body body) {
    ObjectNode member = Json.object();
    put(member, "tag", body.textIfAny("tag", 1, 50));
    put(member, "countryOfResidence", body.textIfAny("countryOfResidence", 2, 2, COUNTRY));
    put(member, "locale", body.textIfAny("locale", 2, 20));
    put(member, "brand", body.textIfAny("brand", 1, 50));
    return member;
  }

  static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  private Supplier<Response> list(AccessCall call) {
    Body query = Queries.of(call.request());
    Integer offset = query.integerIfAny("offset", 0, 100_000);
    Integer limit = query.integerIfAny("limit", 1, 100);
    Boolean active = query.truthIfAny("active");
    Identifier email = query.emailIfAny("email");
    String tag = query.textIfAny("tag", 1, 50);
    query.check();
    return () -> {
      Wanted wanted = new Wanted(active, email == null ? null : email.key(), tag);
      List<Member> page =
          organisations.users(
              call.tenant(),
              call.acting().organisationId(),
              wanted,
              new Page(offset == null ? 0 : offset, limit == null ? 100 : limit));
      int count = organisations.count(call.tenant(), call.acting().organisationId(), wanted);
      ObjectNode answer = Json.object();
      ArrayNode users = answer.putArray("users");
      page.forEach(user -> users.add(Documents.user(user)));
      return Answers.ok(answer.put("count", count).put("responseCount", page.size()));
    };
  }

  private Supplier<Response> get(AccessCall call) {
    long userNo = call.number("user_id");
    return () -> Answers.ok(Documents.user(user(call, call.acting(), userNo)));
  }

  /** A user of that identity who is not its root user. */
  private Member user(AccessCall call, Membership acting, long userNo) {
    return organisations
        .user(call.tenant(), acting.organisationId(), userNo)
        .filter(user -> !user.membership().isRoot())
        .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
  }

  private Supplier<Response> patch(AccessCall call) {
    long userNo = call.number("user_id");
    Body body = call.body();
    ObjectNode names = Json.object();
    put(names, "given_name", body.textIfAny("name", 1, 50));
    put(names, "family_name", body.textIfAny("surname", 1, 50));
    Identifier email = body.emailIfAny("email");
    Person person = person(body, names);
    ObjectNode member = member(body);
    body.check();
    return () -> {
      // One's own data is one's own; that of others is the root user's.
      Membership acting = call.acting().userNo() == userNo ? call.acting() : call.actingAsRoot();
      Member changed =
          change.run(
              call.tenant(),
              call.client(),
              call.user(),
              user(call, acting, userNo),
              new ChangeUser.Input(person.change(email), member, null, Json.object()),
              call.caller());
      return Answers.ok(Documents.user(changed));
    };
  }

  private Supplier<Response> invite(AccessCall call) {
    long userNo = call.number("user_id");
    return () -> {
      Member user = user(call, call.actingAsRoot(), userNo);
      Client.AccessApi api = call.client().accessApi();
      String link = PasswordEndpoints.page(call, api == null ? null : api.inviteUrl());
      invites.send(call.tenant(), call.client(), user, link, call.caller());
      return Response.noContent();
    };
  }

  private Supplier<Response> validate(AccessCall call) {
    long userNo = call.number("user_id");
    Body body = call.body();
    String code = body.code("inviteCode");
    body.check();
    return () -> {
      invites.check(call.tenant(), invited(call, userNo), code);
      return Response.noContent();
    };
  }

  private Supplier<Response> consume(AccessCall call) {
    long userNo = call.number("user_id");
    Body body = call.body();
    String code = body.code("inviteCode");
    String password = body.password("password");
    body.check();
    return () -> {
      var login =
          invites.accept(
              call.tenant(), call.client(), invited(call, userNo), code, password, call.caller());
      return Answers.ok(Json.object().put("token", login.token()));
    };
  }

  private Member invited(AccessCall call, long userNo) {
    return organisations
        .user(call.tenant(), userNo)
        .orElseThrow(Conflict.INVITE_OR_INVITE_CODE_INVALID::exception);
  }

  private Supplier<Response> setActive(AccessCall call, boolean active) {
    long userNo = call.number("user_id");
    return () -> {
      Member user = user(call, call.actingAsRoot(), userNo);
      setActive.run(call.tenant(), call.client(), call.user(), user, active, call.caller());
      return Response.noContent();
    };
  }
}
