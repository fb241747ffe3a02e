package dev.latchkey.acceptance.access;

import static dev.latchkey.acceptance.access.AccessLoginTest.conflict;
import static dev.latchkey.acceptance.access.AccessLoginTest.fault;
import static dev.latchkey.acceptance.access.AccessLoginTest.forbidden;
import static dev.latchkey.acceptance.access.AccessLoginTest.refused;
import static dev.latchkey.testkit.AccessClient.PASSWORD;
import static dev.latchkey.testkit.AccessClient.password;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Access contract 5.6 to 5.12: passwords, users and invites, identities, e-mail verification. */
@TestInstance(Lifecycle.PER_CLASS)
class AccessUsersTest {

  private TestServer server;
  private AccessClient client;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .withAccess(0, Map.of("profile_ids", List.of("1001")))
                .set(
                    "/tenants/0/clients/8/access_api/lost_password_url",
                    "https://app.example/lost?lang=en")
                .set("/tenants/0/clients/8/access_api/invite_url", "https://app.example/invite"));
    client = AccessClient.of(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  // 5.12 identities

  @Test
  void a_consumer_is_answered_as_the_contract_has_it() {
    String email = Users.newEmail();
    String phoneNumber = Users.newPhoneNumber();
    Map<String, Object> body = AccessClient.consumer(email, phoneNumber);
    body.put("sourceOfFunds", "SALARY");
    Answer made = required(client.post("/consumers", body), 200);
    assertThat(made.text("/id/type")).isEqualTo("CONSUMER");
    assertThat(made.text("profileId")).isEqualTo("1001");
    assertThat(made.text("ipAddress")).isEqualTo("192.0.2.44");
    assertThat(made.json().path("creationTimestamp").isIntegralNumber()).isTrue();
    assertThat(made.json().path("acceptedTerms").asBoolean(false)).isTrue();
    assertThat(made.text("sourceOfFunds")).isEqualTo("SALARY");
    assertThat(made.text("/rootUser/id/type")).isEqualTo("CONSUMER");
    assertThat(made.text("/rootUser/id/id")).matches("[0-9]+");
    assertThat(made.text("/rootUser/name")).isEqualTo("Nadia");
    assertThat(made.text("/rootUser/surname")).isEqualTo("Okafor");
    assertThat(made.text("/rootUser/email")).isEqualTo(email);
    assertThat(made.text("/rootUser/mobile/countryCode")).isEqualTo("+33");
    assertThat(made.text("/rootUser/mobile/number")).isEqualTo(phoneNumber.substring(3));
    assertThat(made.json().at("/rootUser/dateOfBirth/year").asInt(0)).isEqualTo(1990);
    assertThat(made.json().at("/rootUser/active").asBoolean(false)).isTrue();
    assertThat(made.json().at("/rootUser/emailVerified").asBoolean(true)).isFalse();
    assertThat(made.json().at("/rootUser/mobileNumberVerified").asBoolean(true)).isFalse();
  }

  @Test
  void a_company_is_answered_as_the_contract_has_it() {
    Consumer root = client.newCorporate();
    Answer read = required(client.as(root.token()).get("/corporates"), 200);
    assertThat(read.text("/id/type")).isEqualTo("CORPORATE");
    assertThat(read.text("/company/name")).isEqualTo("Okafor Imports Ltd");
    assertThat(read.text("/company/type")).isEqualTo("LLC");
    assertThat(read.text("/company/countryOfRegistration")).isEqualTo("GB");
    assertThat(read.text("baseCurrency")).isEqualTo("EUR");
    assertThat(read.text("/rootUser/companyPosition")).isEqualTo("DIRECTOR");
    forbidden(client.as(root.token()).get("/consumers"), "INSUFFICIENT_PERMISSIONS");
  }

  @Test
  void what_a_new_identity_lacks_is_named() {
    Answer empty = client.post("/corporates", Map.of());
    for (String field : List.of("profileId", "ipAddress", "rootUser", "baseCurrency", "company")) {
      fault(empty, field, "REQUIRED");
    }
    Map<String, Object> body = AccessClient.consumer("nobody", Users.newPhoneNumber());
    body.put("profileId", "x");
    Answer faulty = client.post("/consumers", body);
    fault(faulty, "profileId", "REGEX", "^[0-9]+$");
    fault(faulty, "rootUser.email", "REGEX", "^[^@\\s]+@[^@\\s]+$");
    body.put(
        "rootUser",
        Map.of(
            "mobile",
            Map.of("countryCode", "+33"),
            "dateOfBirth",
            Map.of("year", 1990, "month", 2, "day", 29)));
    Answer root = client.post("/consumers", body);
    fault(root, "rootUser.name", "REQUIRED");
    fault(root, "rootUser.mobile", "ALL_OR_NONE", "countryCode", "number");
    fault(root, "rootUser.dateOfBirth.day", "RANGE", "1", "28");
  }

  @Test
  void conflicts_of_a_new_identity_have_their_codes() {
    Consumer known = client.newConsumer();
    conflict(
        client.post("/consumers", AccessClient.consumer(known.email(), Users.newPhoneNumber())),
        "ROOT_EMAIL_NOT_UNIQUE");
    Map<String, Object> body = AccessClient.consumer(Users.newEmail(), Users.newPhoneNumber());
    body.put("profileId", "2");
    conflict(client.post("/consumers", body), "PROFILE_NOT_FOUND");
    body.put("profileId", "1001");
    body.put("acceptedTerms", false);
    conflict(client.post("/consumers", body), "TERMS_NOT_ACCEPTED");
    conflict(
        client.post("/consumers", AccessClient.consumer(Users.newEmail(), "+3311")),
        "MOBILE_OR_COUNTRY_CODE_INVALID");
  }

  @Test
  @AttackClass(14)
  void one_root_user_is_linked_to_a_further_identity_by_himself_alone() {
    Consumer user = client.newConsumer();
    Map<String, Object> company = AccessClient.corporate(user.email(), Users.newPhoneNumber());
    AccessClient own = client.as(user.token());
    conflict(client.post("/corporates", company), "ROOT_EMAIL_NOT_UNIQUE");
    conflict(own.post("/corporates", company), "ROOT_EMAIL_NOT_UNIQUE");
    client.enrol(server, user);
    conflict(own.post("/corporates", company), "ROOT_EMAIL_NOT_VERIFIED");
    verifyEmail("/consumers", user.email());
    Consumer stranger = client.newConsumer();
    client.enrol(server, stranger);
    conflict(client.as(stranger.token()).post("/corporates", company), "ROOT_EMAIL_NOT_UNIQUE");

    Answer made = required(own.post("/corporates", company), 200);
    assertThat(made.json().at("/rootUser/passwordAlreadySet").asBoolean(false)).isTrue();
    assertThat(made.text("/rootUser/id/id")).isEqualTo(user.id());
    assertThat(own.get("/identities").json()).hasSize(2);

    // Which of them is to be said from now on; the one that was chosen last is the default.
    fault(own.post("/access_token"), "identity", "REQUIRED");
    forbidden(own.get("/corporates"), "ACCESS_TOKEN_REQUIRED");
    Answer access =
        required(
            own.post(
                "/access_token",
                Map.of("identity", Map.of("type", "CORPORATE", "id", made.text("/id/id")))),
            200);
    assertThat(access.text("status")).isEqualTo("STEPPED_UP");
    required(client.as(access.text("token")).get("/corporates"), 200);
    forbidden(client.as(access.text("token")).get("/consumers"), "INSUFFICIENT_PERMISSIONS");
    assertThat(client.tryLogin(user.email(), PASSWORD).text("/identity/type"))
        .isEqualTo("CORPORATE");
  }

  private void verifyEmail(String of, String email) {
    required(client.post(of + "/verification/email/send", Map.of("email", email)), 204);
    String code = mailed(email, mail -> !mail.codes().isEmpty()).code();
    required(
        client.post(
            of + "/verification/email/verify", Map.of("email", email, "verificationCode", code)),
        204);
  }

  /** The newest mail like that: notices come beside it, in any order. */
  private Inbox.Message mailed(String email, Predicate<Inbox.Message> like) {
    Waiting.until(() -> server.inbox().to(email).stream().anyMatch(like));
    return server.inbox().to(email).stream().filter(like).toList().getLast();
  }

  @Test
  void an_address_is_verified_by_the_code_of_a_mail() {
    Consumer user = client.newConsumer();
    conflict(
        client.post(
            "/consumers/verification/email/verify",
            Map.of("email", user.email(), "verificationCode", "000000")),
        "VERIFICATION_CODE_INVALID");
    verifyEmail("/consumers", user.email());
    assertThat(
            client
                .as(user.token())
                .get("/consumers")
                .json()
                .at("/rootUser/emailVerified")
                .asBoolean(false))
        .isTrue();
    conflict(
        client.post("/consumers/verification/email/send", Map.of("email", user.email())),
        "ALREADY_VERIFIED");
    for (String of : List.of("/corporates", "/users")) {
      conflict(
          client.post(of + "/verification/email/send", Map.of("email", user.email())),
          "EMAIL_NOT_FOUND");
    }
  }

  // 5.6 to 5.10 passwords

  @Test
  @AttackClass(14)
  void the_first_password_is_set_once_and_of_newcomers_only() {
    Answer made =
        required(
            client.post(
                "/consumers", AccessClient.consumer(Users.newEmail(), Users.newPhoneNumber())),
            200);
    String path = "/passwords/" + made.text("/rootUser/id/id") + "/create";
    conflict(client.post(path, Map.of("password", password("short"))), "PASSWORD_TOO_SHORT");
    conflict(client.post(path, Map.of("password", password("12345678"))), "PASSWORD_TOO_SIMPLE");
    Answer set = required(client.post(path, Map.of("password", password(PASSWORD))), 200);
    assertThat(set.text("/passwordInfo/identityId/type")).isEqualTo("CONSUMER");
    assertThat(set.json().at("/passwordInfo/expiryDate").asLong(-1)).isZero();
    required(client.as(set.text("token")).get("/identities"), 200);
    conflict(client.post(path, Map.of("password", password(PASSWORD))), "PASSWORD_ALREADY_CREATED");
    assertThat(client.post("/passwords/1/create", Map.of("password", password(PASSWORD))).status())
        .isEqualTo(404);
    assertThat(
            client
                .post("/passwords/1/create", Map.of("password", password(PASSWORD)))
                .json()
                .propertyNames())
        .containsExactly("code", "message");

    // Nor of somebody who came by another way.
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    String id = client.tryLogin(email, Users.PASSWORD).text("/credentials/id");
    server.sql(
        "delete from password where profile_id = (select id from profile where email = '"
            + email
            + "')");
    conflict(
        client.post("/passwords/" + id + "/create", Map.of("password", password(PASSWORD))),
        "PASSWORD_ALREADY_CREATED");
  }

  @Test
  @AttackClass(15)
  void a_change_of_password_ends_all_other_logins_and_five_are_remembered() {
    Consumer user = client.newConsumer();
    String other = client.logIn(user.email());
    AccessClient own = client.as(user.token());
    conflict(
        own.post("/passwords/update", change("wrong", "N3w-River-Stone-1")), "PASSWORD_INCORRECT");
    conflict(own.post("/passwords/update", change(PASSWORD, PASSWORD)), "PASSWORD_ALREADY_USED");
    conflict(own.post("/passwords/update", change(PASSWORD, "x")), "PASSWORD_TOO_SHORT");

    Answer changed =
        required(own.post("/passwords/update", change(PASSWORD, "N3w-River-Stone-1")), 200);
    refused(client.as(other).get("/identities"), 401);
    required(own.get("/identities"), 200);
    required(client.as(changed.text("token")).get("/identities"), 200);

    for (int i = 1; i < 5; i++) {
      conflict(
          own.post("/passwords/update", change("N3w-River-Stone-" + i, PASSWORD)),
          "PASSWORD_ALREADY_USED");
      required(
          own.post(
              "/passwords/update", change("N3w-River-Stone-" + i, "N3w-River-Stone-" + (i + 1))),
          200);
    }
    required(own.post("/passwords/update", change("N3w-River-Stone-5", PASSWORD)), 200);
  }

  @Test
  @AttackClass(14)
  void of_several_changes_of_a_password_at_once_one_wins() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    // No more at once than may be wrong before the account is locked.
    List<Answer> changes =
        Together.run(
            3, i -> own.post("/passwords/update", change(PASSWORD, "N3w-River-Stone-" + i)));
    assertThat(changes.stream().map(Answer::status)).containsOnlyOnce(200).containsOnly(200, 409);
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i).status() == 200) {
        assertThat(client.tryLogin(user.email(), "N3w-River-Stone-" + i).status()).isEqualTo(200);
      } else {
        conflict(changes.get(i), "PASSWORD_INCORRECT");
      }
    }
  }

  private static Map<String, Object> change(String from, String to) {
    return Map.of("oldPassword", password(from), "newPassword", password(to));
  }

  @Test
  void a_password_is_looked_at_without_being_set() {
    required(client.post("/passwords/validate", Map.of("password", password(PASSWORD))), 204);
    conflict(
        client.post("/passwords/validate", Map.of("password", password("1234567"))),
        "PASSWORD_TOO_SHORT");
    conflict(
        client.post("/passwords/validate", Map.of("password", password("password"))),
        "PASSWORD_TOO_SIMPLE");
  }

  @Test
  @AttackClass(39)
  void a_lost_password_is_set_anew_by_the_nonce_of_a_mail() {
    Consumer user = client.newConsumer();
    String other = client.logIn(user.email());
    required(client.post("/passwords/lost_password/start", Map.of("email", Users.newEmail())), 204);
    required(client.post("/passwords/lost_password/start", Map.of("email", user.email())), 204);
    String link = server.inbox().await(user.email(), 1).link();
    assertThat(link).startsWith("https://app.example/lost?lang=en&email=").contains("&nonce=");
    String nonce = link.substring(link.indexOf("nonce=") + 6);
    assertThat(nonce).matches("[0-9]{6}");

    Map<String, Object> resume = new LinkedHashMap<>();
    resume.put("email", user.email());
    resume.put("nonce", nonce.equals("000000") ? "000001" : "000000");
    resume.put("newPassword", password("N3w-River-Stone-1"));
    conflict(client.post("/passwords/lost_password/resume", resume), "INVALID_NONCE_OR_EMAIL");
    resume.put("nonce", nonce);
    resume.put("newPassword", password("x"));
    conflict(client.post("/passwords/lost_password/resume", resume), "PASSWORD_TOO_SHORT");
    resume.put("newPassword", password(PASSWORD));
    Answer same = client.post("/passwords/lost_password/resume", resume);
    conflict(same, "PASSWORD_ALREADY_USED");
    resume.put("newPassword", password("N3w-River-Stone-1"));
    Answer resumed = required(client.post("/passwords/lost_password/resume", resume), 200);
    required(client.as(resumed.text("token")).get("/identities"), 200);
    refused(client.as(other).get("/identities"), 401);
    conflict(client.post("/passwords/lost_password/resume", resume), "INVALID_NONCE_OR_EMAIL");
    required(client.tryLogin(user.email(), "N3w-River-Stone-1"), 200);
  }

  @Test
  void a_lost_password_lifts_the_lock() {
    Consumer user = client.newConsumer();
    for (int i = 0; i < 5; i++) {
      refused(client.tryLogin(user.email(), "wrong"), 403);
    }
    required(client.post("/passwords/lost_password/start", Map.of("email", user.email())), 204);
    String link = mailed(user.email(), mail -> !mail.links().isEmpty()).link();
    required(
        client.post(
            "/passwords/lost_password/resume",
            Map.of(
                "email",
                user.email(),
                "nonce",
                link.substring(link.indexOf("nonce=") + 6),
                "newPassword",
                password("N3w-River-Stone-1"))),
        200);
    required(client.tryLogin(user.email(), "N3w-River-Stone-1"), 200);
  }

  @Test
  void a_nonce_is_good_for_ten_minutes() {
    Consumer user = client.newConsumer();
    required(client.post("/passwords/lost_password/start", Map.of("email", user.email())), 204);
    String link = server.inbox().await(user.email(), 1).link();
    server.clock().advance(Duration.ofMinutes(10));
    conflict(
        client.post(
            "/passwords/lost_password/resume",
            Map.of(
                "email",
                user.email(),
                "nonce",
                link.substring(link.indexOf("nonce=") + 6),
                "newPassword",
                password("N3w-River-Stone-1"))),
        "INVALID_NONCE_OR_EMAIL");
  }

  // 5.11 users

  /** A company's root user, stepped up. */
  private Consumer root() {
    Consumer root = client.newCorporate();
    client.enrol(server, root);
    return root;
  }

  private static Map<String, Object> ann(String email) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", "Ann");
    body.put("surname", "Onym");
    body.put("email", email);
    body.put("tag", "buyers");
    return body;
  }

  private String invite(AccessClient root, String id, String email) {
    int before = server.inbox().to(email).size();
    required(root.post("/users/" + id + "/invite"), 204);
    String link = server.inbox().await(email, before + 1).link();
    assertThat(link).startsWith("https://app.example/invite?user_id=" + id + "&nonce=");
    return link.substring(link.indexOf("nonce=") + 6);
  }

  @Test
  void list_25_a_user_is_invited_comes_and_is_locked_out() {
    AccessClient root = client.as(root().token());
    String email = Users.newEmail();
    Answer made = required(root.post("/users", ann(email)), 200);
    String id = made.text("id");
    assertThat(made.text("/identity/type")).isEqualTo("CORPORATE");
    assertThat(made.text("tag")).isEqualTo("buyers");
    assertThat(made.json().path("active").asBoolean(false)).isTrue();
    conflict(root.post("/users", ann(email)), "EMAIL_NOT_UNIQUE");

    String code = invite(root, id, email);
    String wrong = code.equals("000000") ? "000001" : "000000";
    conflict(
        client.post("/users/" + id + "/invite/validate", Map.of("inviteCode", wrong)),
        "INVITE_OR_INVITE_CODE_INVALID");
    required(client.post("/users/" + id + "/invite/validate", Map.of("inviteCode", code)), 204);
    Map<String, Object> accept = Map.of("inviteCode", code, "password", password(PASSWORD));
    Answer accepted = required(client.post("/users/" + id + "/invite/consume", accept), 200);
    AccessClient ann = client.as(accepted.text("token"));
    required(ann.get("/identities"), 200);
    conflict(
        client.post("/users/" + id + "/invite/consume", accept), "INVITE_OR_INVITE_CODE_INVALID");
    conflict(root.post("/users/" + id + "/invite"), "INVITE_ALREADY_CONSUMED");
    Answer login = required(client.tryLogin(email, PASSWORD), 200);
    assertThat(login.text("/credentials/type")).isEqualTo("USER");
    assertThat(login.text("/credentials/id")).isEqualTo(id);

    required(root.post("/users/" + id + "/deactivate"), 204);
    refused(ann.get("/identities"), 401);
    refused(client.tryLogin(email, PASSWORD), 403);
    assertThat(root.get("/users/" + id).json().path("active").asBoolean(true)).isFalse();
    assertThat(root.get("/users?active=false").json().path("count").asInt(0)).isEqualTo(1);
    assertThat(new Users(server.http()).tryPassword(email, PASSWORD).text("error_message_key"))
        .isEqualTo("error.account.temporarilySuspended");
    required(root.post("/users/" + id + "/activate"), 204);
    required(client.tryLogin(email, PASSWORD), 200);
  }

  @Test
  @AttackClass(9)
  void an_invite_is_void_after_five_wrong_codes() {
    AccessClient root = client.as(root().token());
    String email = Users.newEmail();
    String id = required(root.post("/users", ann(email)), 200).text("id");
    String code = invite(root, id, email);
    String wrong = code.equals("000000") ? "000001" : "000000";
    for (int i = 0; i < 5; i++) {
      conflict(
          client.post("/users/" + id + "/invite/validate", Map.of("inviteCode", wrong)),
          "INVITE_OR_INVITE_CODE_INVALID");
    }
    conflict(
        client.post(
            "/users/" + id + "/invite/consume",
            Map.of("inviteCode", code, "password", password(PASSWORD))),
        "INVITE_OR_INVITE_CODE_INVALID");
  }

  @Test
  void users_are_listed_found_and_changed() {
    AccessClient root = client.as(root().token());
    String email = Users.newEmail();
    String id = required(root.post("/users", ann(email)), 200).text("id");
    required(root.post("/users", ann(Users.newEmail())), 200);

    Answer all = required(root.get("/users?limit=1"), 200);
    assertThat(all.json().path("count").asInt(0)).isEqualTo(2);
    assertThat(all.json().path("responseCount").asInt(0)).isEqualTo(1);
    assertThat(root.get("/users?email=" + email).text("/users/0/id")).isEqualTo(id);
    assertThat(root.get("/users?tag=sellers").json().path("count").asInt(-1)).isZero();

    Answer changed =
        required(
            root.send("PATCH", "/users/" + id, "{\"surname\":\"Other\",\"tag\":\"sellers\"}"), 200);
    assertThat(changed.text("name")).isEqualTo("Ann");
    assertThat(changed.text("surname")).isEqualTo("Other");
    assertThat(changed.text("tag")).isEqualTo("sellers");
    assertThat(root.get("/users/1").status()).isEqualTo(404);
  }

  @Test
  @AttackClass(28)
  void a_user_sees_and_changes_nobody_of_another_identity() {
    Consumer first = root();
    String email = Users.newEmail();
    String id = required(client.as(first.token()).post("/users", ann(email)), 200).text("id");
    AccessClient stranger = client.as(root().token());
    assertThat(stranger.get("/users/" + id).status()).isEqualTo(404);
    assertThat(stranger.send("PATCH", "/users/" + id, "{\"name\":\"X\"}").status()).isEqualTo(404);
    for (String action : List.of("invite", "deactivate", "activate")) {
      assertThat(stranger.post("/users/" + id + "/" + action).status()).isEqualTo(404);
    }
    assertThat(stranger.get("/users").json().path("count").asInt(-1)).isZero();
    // Nor the root user by the number.
    assertThat(stranger.post("/users/" + first.id() + "/deactivate").status()).isEqualTo(404);
    assertThat(client.as(first.token()).post("/users/" + first.id() + "/deactivate").status())
        .isEqualTo(404);
  }

  @Test
  @AttackClass(28)
  void a_user_who_is_not_the_root_user_manages_nobody_else() {
    AccessClient root = client.as(root().token());
    String email = Users.newEmail();
    String id = required(root.post("/users", ann(email)), 200).text("id");
    String other = required(root.post("/users", ann(Users.newEmail())), 200).text("id");
    String code = invite(root, id, email);
    String token =
        required(
                client.post(
                    "/users/" + id + "/invite/consume",
                    Map.of("inviteCode", code, "password", password(PASSWORD))),
                200)
            .text("token");
    AccessClient ann = client.as(token);
    required(ann.send("PATCH", "/users/" + id, "{\"surname\":\"Own\"}"), 200);
    forbidden(
        ann.send("PATCH", "/users/" + other, "{\"surname\":\"X\"}"), "INSUFFICIENT_PERMISSIONS");
    forbidden(ann.post("/users/" + other + "/deactivate"), "INSUFFICIENT_PERMISSIONS");
    forbidden(ann.post("/users/" + other + "/invite"), "INSUFFICIENT_PERMISSIONS");
    forbidden(ann.send("PATCH", "/corporates", "{\"name\":\"X\"}"), "INSUFFICIENT_PERMISSIONS");
  }
}
