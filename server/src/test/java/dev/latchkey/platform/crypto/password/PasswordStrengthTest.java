package dev.latchkey.platform.crypto.password;

import static org.assertj.core.api.Assertions.assertThat;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.Zxcvbn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PasswordStrengthTest {
  private static final Zxcvbn ALL_DICTIONARIES = new Zxcvbn();

  private final PasswordStrength strength = new PasswordStrength();

  @Test
  void scores_are_those_of_zxcvbn() {
    assertThat(strength.score("", List.of())).isZero();
    assertThat(strength.score("password", List.of())).isZero();
    assertThat(strength.score("Tr0ub4dour&3", List.of())).isEqualTo(2);
    assertThat(strength.score("correct horse battery staple", List.of())).isEqualTo(4);
  }

  /** Words of every dictionary, alone, doubled, reversed and with signs for letters. */
  @Property(tries = 200)
  void one_dictionary_scores_as_all_of_them_do(
      @ForAll("words") String word, @ForAll("words") String other) {
    for (String password :
        List.of(
            word,
            word + other,
            new StringBuilder(word).reverse() + "1987",
            other.replace('a', '4').replace('i', '1') + word)) {
      assertThat(strength.score(password, List.of("Ada")))
          .isEqualTo(
              ALL_DICTIONARIES
                  .measure(PasswordStrength.affordable(password), List.of("ada"))
                  .getScore());
    }
  }

  @Provide
  Arbitrary<String> words() throws IOException {
    return Arbitraries.of(
        StandardDictionaries.loadAllDictionaries().stream()
            .flatMap(dictionary -> dictionary.getRankedDictionary().keySet().stream())
            .sorted()
            .toList());
  }

  @Test
  void what_its_owner_is_known_by_makes_a_password_weak() {
    assertThat(strength.score("Zbigniewa-Szczepanska", List.of())).isEqualTo(4);
    assertThat(strength.score("Zbigniewa-Szczepanska", List.of("ZBIGNIEWA", " ", "Szczepanska")))
        .isLessThan(4);
  }

  @Test
  void context_beyond_32_words_is_left_out() {
    List<String> words = new ArrayList<>(Collections.nCopies(31, "word"));
    words.add("Zbigniewaszczepanska");
    assertThat(strength.score("zbigniewaszczepanska", words)).isZero();
    words.addFirst("word");
    assertThat(strength.score("zbigniewaszczepanska", words)).isEqualTo(4);
  }

  @Test
  void only_the_first_128_characters_are_judged() {
    String weak = "a".repeat(128);
    assertThat(PasswordStrength.affordable(weak + "Ks#v0Lq!")).isEqualTo(weak);
    assertThat(PasswordStrength.affordable("correct horse battery staple"))
        .isEqualTo("correct horse battery staple");
  }

  /**
   * Attack class 33: characters that stand for several letters make zxcvbn try all combinations,
   * which took seconds for 128 of them.
   */
  @Test
  void attack_33_a_password_made_to_be_slow_is_judged_by_its_beginning() {
    String slow = "4@8({[<3691!|17|0$5+7%2".repeat(6);
    assertThat(PasswordStrength.affordable(slow)).hasSizeBetween(15, 25);
    assertThat(strength.score(slow, List.of())).isEqualTo(4);
  }

  @Property(tries = 500)
  void attack_33_the_work_is_bounded(@ForAll("signs") String password) {
    assertThat(PasswordStrength.work(PasswordStrength.affordable(password)))
        .isLessThanOrEqualTo(PasswordStrength.MAX_WORK);
  }

  @Provide
  Arbitrary<String> signs() {
    return Arbitraries.strings()
        .withChars("4@8({[<3691!|70$5+%2aeiou0123456789/.-pasword")
        .ofMinLength(1)
        .ofMaxLength(200);
  }

  @Property(tries = 200)
  void any_text_has_a_score(@ForAll @StringLength(max = 60) String password) {
    assertThat(strength.score(password, List.of(password))).isBetween(0, 4);
  }

  @Test
  void many_threads_get_the_same_scores() throws Exception {
    List<String> passwords =
        List.of(
            "password", "Tr0ub4dour&3", "correct horse battery staple", "ada1815", "19.03.1999");
    List<Integer> expected =
        passwords.stream().map(p -> strength.score(p, List.of("Ada"))).toList();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<List<Integer>>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(
            threads.submit(
                () -> passwords.stream().map(p -> strength.score(p, List.of("Ada"))).toList()));
      }
      for (Future<List<Integer>> scores : all) {
        assertThat(scores.get()).isEqualTo(expected);
      }
    }
  }
}
