package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Pkce;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The modules of the plan for FAPI 2.0 on who a client is and what is good for it alone. */
final class Fapi2ClientsPlanTest extends Fapi2Plan {

  // --- Codes and refresh tokens -----------------------------------------------------------------

  /** A flow that has come to its code. */
  private record Coded(PushedFlow flow, String code) {}

  private Coded coded() {
    PushedFlow flow = flow();
    return new Coded(flow, flow.visit(flow.reference()).code());
  }

  @Test
  @Module("ensure-holder-of-key-required")
  void no_token_without_a_proof() {
    Coded coded = coded();
    Answer answer = coded.flow().redeem(first.party(), server.http(), coded.code());
    Checks.refused(answer, 400, "invalid_request", "invalid_grant", "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-authorization-code-is-bound-to-client")
  void a_code_is_the_clients_that_asked_for_it() {
    Coded coded = coded();
    Checks.refused(coded.flow().redeem(second, coded.code()), 400, "invalid_grant");
  }

  @Test
  @Module("attempt-reuse-authorization-code-after-one-second")
  void a_code_is_good_once_and_who_tries_again_loses_the_tokens() throws Exception {
    Coded coded = coded();
    Answer tokens = coded.flow().tokens(coded.code());
    server.clock().advance(Duration.ofSeconds(1));
    Checks.refused(coded.flow().redeem(coded.code()), 400, "invalid_grant");
    assertThat(first.proving(tokens.text("access_token")).get(Checks.USERINFO).status())
        .isEqualTo(401);
  }

  @Test
  @Module("ensure-token-endpoint-fails-with-expired-auth-code")
  void a_code_is_good_for_a_minute() {
    Coded coded = coded();
    server.clock().advance(Duration.ofSeconds(62));
    Checks.refused(coded.flow().redeem(coded.code()), 400, "invalid_grant");
  }

  @Test
  @Module("ensure-pkce-code-verifier-required")
  void no_token_without_a_verifier() {
    Coded coded = coded();
    Checks.refused(coded.flow().redeem(coded.code(), "code_verifier", null), 400, "invalid_grant");
  }

  @Test
  @Module("incorrect-pkce-code-verifier-rejected")
  void no_token_for_another_verifier() {
    Coded coded = coded();
    Checks.refused(
        coded.flow().redeem(coded.code(), "code_verifier", Pkce.create().verifier()),
        400,
        "invalid_grant");
  }

  /** The tokens of a login, from which others were made; the refresh token has stayed. */
  private Answer refreshedTwice(Bank bank) throws Exception {
    String scope = PushedFlow.SCOPE + " offline_access";
    Answer before = new PushedFlow(bank, "scope", scope, "prompt", "consent").tokens();
    String token = before.text("refresh_token");
    for (String asked : bank == first ? List.of(scope, "") : List.of("")) {
      server.clock().advance(Duration.ofSeconds(1));
      Bank other = bank.with(DpopKey.create());
      String[] changes = asked.isEmpty() ? new String[0] : new String[] {"scope", asked};
      Answer after = other.party().refreshes(other.showing(Party.TOKEN), token, changes);
      other.idToken(after, null);
      Checks.areOfTheSameLogin(before, after);
      assertThat(after.text("refresh_token")).isEqualTo(token);
      areGood(other, after);
    }
    return before;
  }

  @Test
  @Module("refresh-token")
  void a_refresh_token_is_the_clients_and_needs_a_key_but_not_the_same() throws Exception {
    String firsts = refreshedTwice(first).text("refresh_token");
    Checks.refused(
        first.party().refreshes(server.http(), firsts), 400, "invalid_request", "invalid_grant");
    String seconds = refreshedTwice(second).text("refresh_token");
    Checks.refused(
        first.party().refreshes(first.showing(Party.TOKEN), seconds), 400, "invalid_grant");
  }

  // --- Authentication ---------------------------------------------------------------------------

  /** Posts a code as a party that shows the key of the first client. */
  private Answer redeemed(Party by, @Nullable String... changes) {
    Coded coded = coded();
    return coded.flow().redeem(by, first.showing(Party.TOKEN), coded.code(), changes);
  }

  /** What names one client is signed by the other. */
  @Test
  @Module("ensure-client-id-in-token-endpoint")
  void a_client_is_not_another_by_saying_so() {
    Party pretender =
        first.party(claims -> {
          claims.put("iss", second.id());
          claims.put("sub", second.id());
        });
    Checks.refused(redeemed(pretender, "client_id", second.id()), 401, "invalid_client");
  }

  @Test
  @Module("ensure-signed-client-assertion-with-RS256-fails")
  void no_assertion_is_signed_with_rs256() {
    Checks.refused(redeemed(first.with("RS256").party()), 401, "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-in-token-endpoint")
  void no_token_for_who_only_says_which_client_it_is() {
    Checks.refused(redeemed(first.party().unauthenticated()), 401, "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-with-exp-is-5-minutes-in-past-fails")
  void an_assertion_of_before_is_not_taken() {
    Party late = first.party(claims -> claims.put("exp", now().getEpochSecond() - 300));
    Checks.refused(redeemed(late), 401, "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-with-wrong-aud-fails")
  void an_assertion_for_another_server_is_not_taken() {
    Party astray = first.party(claims -> claims.put("aud", "https://www.other1.example.com/"));
    Checks.refused(redeemed(astray), 401, "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-with-no-sub-fails")
  void an_assertion_of_nobody_is_not_taken() {
    Party nobody = first.party(claims -> claims.remove("sub"));
    Checks.refused(redeemed(nobody), 401, "invalid_client");
  }

  @Test
  @Module("par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted")
  void an_assertion_may_be_by_a_clock_that_is_ahead() throws Exception {
    PushedFlow flow = flow();
    String uri = PushedFlow.reference(flow.push(first.party(claims -> later(claims, 8))));
    areGood(first, flow.tokens(flow.visit(uri).code()));
  }

  @Test
  @Module("par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails")
  void an_assertion_is_not_of_a_minute_from_now() {
    Checks.refused(flow().push(first.party(claims -> later(claims, 62))), 401, "invalid_client");
  }

  private static void later(Map<String, Object> claims, int seconds) {
    for (String name : List.of("iat", "nbf", "exp")) {
      claims.computeIfPresent(name, (claim, time) -> ((Number) time).longValue() + seconds);
    }
  }

  private void isNotFor(Object audience) {
    Checks.refused(
        flow().push(first.party(claims -> claims.put("aud", audience))), 401, "invalid_client");
  }

  @Test
  @Module("par-test-array-as-audience-fails")
  void an_assertion_is_for_one_server() {
    isNotFor(List.of(server.url(), "https://www.other1.example.com/"));
  }

  @Test
  @Module("par-test-par-endpoint-url-as-audience-fails")
  void an_assertion_is_not_for_the_endpoint_of_pushed_requests() {
    isNotFor(server.url() + PushedFlow.PAR);
  }

  @Test
  @Module("par-test-token-endpoint-url-as-audience-fails")
  void an_assertion_is_not_for_the_endpoint_of_tokens() {
    isNotFor(server.url() + Party.TOKEN);
  }
}
