package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestServer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plan {@code fapi2-security-profile-final-test-plan} for {@code private_key_jwt}, {@code
 * openid_connect}, {@code dpop}, {@code plain_fapi}, {@code unsigned} and {@code plain_response}:
 * its two clients and their flows. The names of its modules stand without {@code
 * fapi2-security-profile-final-}. Requests are pushed, users log in and agree on the hosted pages,
 * the resource is userinfo.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Fapi2Plan {

  private HookReceiver keys;
  TestServer server;
  Checks checks;
  Bank first;
  Bank second;

  @BeforeAll
  void start() {
    keys = HookReceiver.start();
    server =
        TestServer.start(
            Guide.with(
                text -> text.replace("https://keys.example.com", keys.url("")),
                "FAPI 2.0 Security Profile"));
    server.clock().stop();
    checks = new Checks(server);
    first = bank("suite-fapi", Guide.CALLBACK, "PS256", "ES256");
    second = bank("suite-fapi-2", Guide.CALLBACK + "?dummy1=lorem&dummy2=ipsum", "ES256", "PS256");
  }

  private Bank bank(String id, String redirectUri, String algorithm, String dpopAlgorithm) {
    SigningPair pair = SigningPair.of(algorithm, id);
    keys.answer(
        "/" + id + ".json",
        Reply.json(JsonMapper.shared().writeValueAsString(SigningPair.publicSet(pair))));
    return new Bank(server, id, redirectUri, pair, algorithm, DpopKey.of(dpopAlgorithm));
  }

  @AfterAll
  void stop() {
    server.close();
    keys.close();
  }

  final Instant now() {
    return server.clock().instant();
  }

  static String random(int length) {
    return (UUID.randomUUID() + "n".repeat(length)).substring(0, length);
  }

  /** Of the first client. */
  final PushedFlow flow(@Nullable String... changes) {
    return new PushedFlow(first, changes);
  }

  /** Tokens with which the client gets at the resource. */
  static void areGood(Bank bank, Answer tokens) {
    Answer answer = bank.proving(tokens.text("access_token")).get(Checks.USERINFO);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.header("Date")).isNotEmpty();
  }

  final void goesWell(PushedFlow flow) throws Exception {
    areGood(flow.bank(), flow.tokens());
  }
}
