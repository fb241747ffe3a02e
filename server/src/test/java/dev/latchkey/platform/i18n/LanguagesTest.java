package dev.latchkey.platform.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {

  @ParameterizedTest
  @CsvSource({
    "fr, fr",
    "fr-CA, fr",
    "fr_FR, fr",
    "jp, ja",
    "ja-JP, ja",
    "zh, zh-Hans",
    "zh-CN, zh-Hans",
    "zh-SG, zh-Hans",
    "zh_TW, zh-Hant",
    "zh-HK, zh-Hant",
    "zh-MO, zh-Hant",
    "zh-Hant, zh-Hant",
    "zh-Hant-HK, zh-Hant",
    "ZH-hans-cn, zh-Hans",
    "pt-BR, pt",
    "pl-PL, pl",
    "cs_CZ, cs",
    "sv-FI, sv",
    "tr-CY, tr",
    "uk-Cyrl-UA, uk"
  })
  void a_locale_has_a_catalogue_by_region_then_script_then_language(String tag, String catalogue) {
    assertThat(Languages.catalogue(tag)).contains(catalogue);
  }

  @Test
  void an_unknown_language_has_none() {
    assertThat(Languages.catalogue("tlh")).isEmpty();
    assertThat(Languages.catalogue("")).isEmpty();
    assertThat(Languages.catalogue(null)).isEmpty();
  }

  @Test
  void every_code_has_a_catalogue_and_every_catalogue_a_code() {
    assertThat(Languages.CODES.stream().map(code -> Languages.catalogue(code).orElseThrow()))
        .containsAll(Languages.CATALOGUES);
  }

  @ParameterizedTest
  @CsvSource({
    "'fr-CH, fr;q=0.9, en;q=0.8', fr",
    "'tlh, de;q=0.5, it;q=0.7', it",
    "'en;q=0, nl', nl",
    "'*', ",
    "'de;q=x', "
  })
  void the_header_is_read_by_weight(String header, String catalogue) {
    assertThat(Languages.accepted(header).orElse(null)).isEqualTo(catalogue);
  }
}
