package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BinaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Attack class 3, as a property: a redirect URI is accepted if and only if it equals a registered
 * one byte for byte, however it was made from one.
 */
@AttackClass(3)
@Requirement("ASVS 10.4.1")
class Attack03RedirectPropertyTest {

  private static final List<String> REGISTERED =
      List.of(TestConfig.CALLBACK, TestConfig.RESET_PAGE);

  /** What attackers write into an address. */
  private static final List<String> BITS =
      List.of(
          "/",
          "//",
          "\\",
          "@",
          ":",
          "?",
          "#",
          ";",
          "&",
          "=",
          ".",
          "..",
          "/../",
          "%",
          "%2f",
          "%2e",
          "%00",
          "%40",
          "%252e",
          " ",
          "\t",
          "*",
          "evil.example",
          "https:",
          "callback",
          "\u3002",
          "\u00e9",
          "e\u0301",
          "\ufeff");

  private static @Nullable TestServer server;
  private static @Nullable OAuthClient client;

  @BeforeContainer
  static void start() {
    server = TestServer.start();
    client = new OAuthClient(server.browser(), TestConfig.SPA);
    client.newUser();
  }

  @AfterContainer
  static void stop() {
    Objects.requireNonNull(server).close();
  }

  @Property(tries = 600)
  void attack_03_a_redirect_uri_is_accepted_if_and_only_if_it_is_registered_byte_for_byte(
      @ForAll("addresses") String uri) {
    Answer answer = Objects.requireNonNull(client).authorize("redirect_uri", uri);
    if (REGISTERED.contains(uri)) {
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.header("Location"))
          .startsWith(uri + (uri.contains("?") ? "&code=" : "?code="));
    } else {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.header("Location")).isEmpty();
    }
  }

  /** Registered addresses, a few steps away from them, and anything at all. */
  @Provide
  Arbitrary<String> addresses() {
    Arbitrary<String> registered = Arbitraries.of(REGISTERED);
    return Arbitraries.frequencyOf(
        Tuple.of(1, registered),
        Tuple.of(
            8,
            Combinators.combine(registered, changes().list().ofMinSize(1).ofMaxSize(3))
                .as((uri, changes) -> {
                  String changed = uri;
                  for (Change change : changes) {
                    changed = change.to(changed);
                  }
                  return changed;
                })),
        Tuple.of(1, Arbitraries.strings().ofMaxLength(80)));
  }

  /**
   * One step away from an address.
   *
   * @param place where, as a share of the length in percent
   */
  private record Change(BinaryOperator<String> how, int place) {

    String to(String uri) {
      int at = uri.length() * place / 101;
      return how.apply(uri.substring(0, at), uri.substring(at));
    }
  }

  private static Arbitrary<Change> changes() {
    Arbitrary<BinaryOperator<String>> inserted =
        Arbitraries.of(BITS).map(bit -> (head, tail) -> head + bit + tail);
    Arbitrary<BinaryOperator<String>> others =
        Arbitraries.of(
            List.<BinaryOperator<String>>of(
                (head, tail) -> head + tail.substring(Math.min(1, tail.length())),
                (head, tail) -> head,
                (head, tail) -> tail + head,
                (head, tail) -> head + tail.toUpperCase(Locale.ROOT),
                (head, tail) ->
                    tail.isEmpty()
                        ? head
                        : head + "%" + Integer.toHexString(tail.charAt(0)) + tail.substring(1)));
    return Combinators.combine(
            Arbitraries.oneOf(inserted, others), Arbitraries.integers().between(0, 100))
        .as(Change::new);
  }
}
