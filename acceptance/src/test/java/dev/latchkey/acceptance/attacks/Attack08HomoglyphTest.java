package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 8: an address is validated or compared before it is normalised, so that two
 * spellings pass as two users, or one user's letters as another's. Here it is normalised, then
 * validated, then compared; and what only looks alike is somebody else.
 */
@AttackClass(8)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack08HomoglyphTest {

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server = TestServer.start();
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "ada01@example.org, ADA01@EXAMPLE.ORG",
    "ada02@example.org, ' ada02@example.org '",
    "ada03@example.org, ａｄａ０３@example.org",
    "ada04@example.org, ada04＠example.org",
    "ada05@example.org, ada05﹫example.org",
    "ada06@example.org, ada06@example。org",
    "ada07@example.org, ada07@example．org",
    "ada08@example.org, ada08@ｅｘａｍｐｌｅ.org",
    "ada09@example.org, 𝐚𝐝𝐚09@example.org",
    "ada10@example.org, ada⑩@example.org",
    "kelvin11@example.org, \u212aelvin11@example.org",
    "office12@example.org, o\ufb03ce12@example.org",
    "zo\u00eb13@example.org, zoe\u030813@example.org",
    "ada14@b\u00fccher.example, ada14@xn--bcher-kva.example",
    "ada15@b\u00fccher.example, ada15@BU\u0308CHER.example",
    "\u03bf\u03b4\u03bf\u03c316@example.org, \u039f\u0394\u039f\u03a316@example.org",
    "\u03bf\u03b4\u03bf\u03c3@example17.org, \u039f\u0394\u039f\u03a3@example17.org",
    "i\u0327\u030718@example.org, \u0130\u032718@example.org"
  })
  void attack_08_two_spellings_of_one_address_are_one_user(String first, String second) {
    users.signUp(first);
    assertThat(signUp(second).text("error")).isEqualTo("email_already_exists");
    assertThat(users.tryPassword(second, Users.PASSWORD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "mike@example.org, m\u0131ke@example.org", // a dotless i, which is I in capitals
    "mila@example.org, m\u0456la@example.org", // Cyrillic
    "paul@example.org, \u0440aul@example.org",
    "omar@example.org, \u03bfmar@example.org", // Greek
    "anna@example.org, anna@ex\u0430mple.org",
    "strasse@example.org, stra\u00dfe@example.org",
    "jane.doe@example.org, janedoe@example.org",
    "tag@example.org, tag+1@example.org"
  })
  void attack_08_what_only_looks_alike_is_somebody_else(String victim, String lookAlike) {
    users.signUp(victim);
    assertThat(users.tryPassword(lookAlike, Users.PASSWORD).status()).isEqualTo(401);
    assertThat(forgot(lookAlike).status()).isEqualTo(204);
    users.signUp(Map.of("email", lookAlike, "password", "the other one's passphrase"));
    assertThat(users.tryPassword(victim, "the other one's passphrase").status()).isEqualTo(401);
    assertThat(users.tryPassword(victim, Users.PASSWORD).status()).isEqualTo(200);
    forgot(lookAlike);
    server.inbox().await(lookAlike, 2);
    assertThat(server.inbox().to(victim)).as("the mail of the sign-up only").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada\u200b@example.org", // zero width
        "a\u200dda@example.org",
        "\u200eada@example.org",
        "ada\u2060@example.org",
        "\ufeffada@example.org",
        "a\u00adda@example.org", // soft hyphen
        "a\u202eda@example.org", // writes backwards
        "a\u034fda@example.org", // letters and marks that nobody sees
        "ada\ufe0f@example.org",
        "ada\u180b@example.org",
        "\u115fada@example.org",
        "\u3164ada@example.org",
        "ada\uffa0@example.org",
        "ada\udb40\udd00@example.org",
        "ada\u0000@example.org",
        "ada@exam\u200bple.org",
        "ada@ex\u2024ample\uff0f.org",
        "ada@example.org\u2028",
        "ada@example.org@evil.example",
        "ada＠evil.example@example.org",
        "ada@evil.example\u2100example.org"
      })
  void attack_08_what_cannot_be_seen_or_read_is_refused(String address) {
    Answer answer = signUp(address);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(users.tryPassword(address, Users.PASSWORD).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "Countess.01, COUNTESS.01",
    "countess-02, ｃｏｕｎｔｅｓｓ－02",
    "\u039f\u0394\u039f\u03a303, \u03bf\u03b4\u03bf\u03c303",
    "count\u00eb04, counte\u030804"
  })
  void attack_08_two_spellings_of_one_custom_identifier_are_one_user(String first, String second) {
    users.signUp(Map.of("email", Users.newEmail(), "custom_identifier", first));
    Answer again =
        server
            .http()
            .post(
                "/identity/v1/signup",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "data",
                    Map.of(
                        "email",
                        Users.newEmail(),
                        "custom_identifier",
                        second,
                        "password",
                        Users.PASSWORD)));
    assertThat(again.text("error_message_key")).isEqualTo("error.customIdentifier.alreadyInUse");
  }

  @Test
  void attack_08_no_spelling_of_any_address_makes_a_second_profile() {
    long seed = 20261121;
    Random random = new Random(seed);
    int profilesBefore = profiles();
    int addresses = 150;
    for (int i = 0; i < addresses; i++) {
      String address = randomAddress(random, i);
      users.signUp(address);
      for (int variant = 0; variant < 4; variant++) {
        String spelled = spelledAnew(address, random);
        String described = "seed " + seed + ": " + escaped(address) + " as " + escaped(spelled);
        Answer answer = signUp(spelled);
        assertThat(answer.text("error"))
            .as(described)
            .isIn("email_already_exists", "invalid_request");
        if (answer.text("error").equals("email_already_exists")) {
          assertThat(users.tryPassword(spelled, Users.PASSWORD).status())
              .as(described)
              .isEqualTo(200);
        }
      }
    }
    assertThat(profiles() - profilesBefore).isEqualTo(addresses);
  }

  @Test
  void attack_08_of_many_spellings_at_once_one_is_first() {
    Random random = new Random(8);
    for (int round = 0; round < 5; round++) {
      String address = randomAddress(random, 100_000 + round);
      List<String> spellings = random.ints(20).mapToObj(i -> spelledAnew(address, random)).toList();
      List<Answer> answers = Together.run(spellings.size(), i -> signUp(spellings.get(i)));
      assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
      assertThat(answers).allMatch(answer -> answer.status() < 500);
    }
  }

  private int profiles() {
    return Integer.parseInt(server.sql("select count(*) from profile"));
  }

  /** Letters of several scripts whose case and compositions are worth a look. */
  private static final String LETTERS =
      "abikszABIKSZ0123456789\u00e9\u00c9\u00eb\u00f1\u00d1\u00fc\u00dc\u00df\u1e9e\u00f8\u0131\u0130\u0142\u015f\u01c6\u01c5\u01c4"
          + "\u03b1\u0391\u03c3\u03a3\u03c2\u03ce\u0398\u03b8\u0431\u0411\u0439\u0419\u0561\u0531\u10d0\u13a0\uab70\u1e61\u1e9b\u017f\u212b\u2126";

  private static String randomAddress(Random random, int number) {
    StringBuilder local = new StringBuilder();
    int length = 3 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      local.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    String domain = random.nextBoolean() ? "example.org" : "b\u00fccher.example";
    return local + "." + number + "@" + domain;
  }

  private static final List<UnaryOperator<String>> SPELLINGS =
      List.of(
          UnaryOperator.identity(),
          text -> Normalizer.normalize(text, Normalizer.Form.NFC),
          text -> Normalizer.normalize(text, Normalizer.Form.NFD),
          text -> Normalizer.normalize(text, Normalizer.Form.NFKD),
          Attack08HomoglyphTest::inTheOtherCase,
          text -> text.toLowerCase(Locale.ROOT),
          Attack08HomoglyphTest::fullWidth,
          text -> " " + text + "  ",
          text -> text.replace("b\u00fccher", "xn--bcher-kva"),
          text -> text.replace("example", "EXAMPLE"),
          text -> text.replace("@example.org", "@example\u3002org"));

  private static String spelledAnew(String address, Random random) {
    String spelled = address;
    for (int i = 0; i < 3; i++) {
      spelled = SPELLINGS.get(random.nextInt(SPELLINGS.size())).apply(spelled);
    }
    return spelled;
  }

  /** Every letter whose case Unicode maps back and forth, in the other case. */
  private static String inTheOtherCase(String text) {
    StringBuilder other = new StringBuilder();
    text.codePoints()
        .map(c -> {
          int upper = Character.toUpperCase(c);
          int lower = Character.toLowerCase(c);
          return upper != c && Character.toLowerCase(upper) == c
              ? upper
              : lower != c && Character.toUpperCase(lower) == c ? lower : c;
        })
        .forEach(other::appendCodePoint);
    return other.toString();
  }

  private static String fullWidth(String text) {
    StringBuilder wide = new StringBuilder();
    text.chars().forEach(c -> wide.append((char) (c > ' ' && c < 0x7f ? c + 0xfee0 : c)));
    return wide.toString();
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(c -> escaped.append(c < 0x7f ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return escaped.toString();
  }

  private Answer signUp(String email) {
    return server
        .http()
        .post(
            "/identity/v1/signup",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "data",
                Map.of("email", email, "password", Users.PASSWORD)));
  }

  private Answer forgot(String email) {
    return server
        .http()
        .post("/identity/v1/forgot-password", Map.of("client_id", TestConfig.SPA, "email", email));
  }
}
