package dev.latchkey.platform.crypto.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredHashTest {
  private static final String PASSWORD = "Grüße, 世界 🔑";
  private static final Argon2Engine ARGON2 = new BouncyArgon2();

  /**
   * Hashes of {@link #PASSWORD}. PBKDF2, scrypt and the salted SHA were made with Python's hashlib
   * (OpenSSL), bcrypt with libxcrypt.
   */
  static List<String> known() {
    return List.of(
        "$pbkdf2-sha1$i=1000$AAECAwQFBgcICQoLDA0ODw$qKwl3P6gyK0LNECftJKcAy1NJR0",
        "$pbkdf2-sha256$i=1200$AAECAwQFBgcICQoLDA0ODw"
            + "$nP67uYNa2SK9RvVPhHa4qKjF+udt06dVZ3gZtoEASuQ",
        "$pbkdf2-sha512$i=900$AAECAwQFBgcICQoLDA0ODw"
            + "$I+yjXm0SZ1wmS/MppSH94r3uqbHGQUuIvCmf+1O4Uf7xGu6i5D+3u7y7alIxQIbnutq9WEcEvTeFf7L0Lf"
            + "+yEg",
        "$pbkdf2-sha256$i=1000,l=32$AAECAwQFBgcICQoLDA0ODw"
            + "$XYu4AFXmxCUvuDHpaXW1H7RcSrhCMYKOoMSN/OrZMhY",
        "$pbkdf2-sha256$1000$....................$XdERdNR1PoRrwP6Lry0rEHbkNQmYW1cUldgttnXNqT0",
        "$pbkdf2$1000$AAECAwQFBgcICQoLDA0ODw$qKwl3P6gyK0LNECftJKcAy1NJR0",
        "$pbkdf2-sha512$i=100$AAECAwQFBgcICQoLDA0ODw"
            + "$FjPbgpZKC0VuEsUUdrOJa48EvoNQpawaqYMIinW9tvzCjwyn5d6wuOK+0Gm+qxUF1SySfpCxDJCoaTG3wT"
            + "p8okTlE4MphsHfJ4CVBQeypsIrHR5R0xDUEY1aD12V8mD7v4EGr4+TI6hQ5cL5YfT6YVkixf/i5osVQirMUI"
            + "4TbDV1LC9Fv3xbvrfvIb7tLxeHiKw1N5GJ3216N7eUtdAPDgBiCBTjR8PGKVyLftUEXyILOJBiQ1G/cMOIPm"
            + "CrR9l0Qz4igm4Mxds",
        "pbkdf2_sha1$1000$c0ffee4lunch$KsqSTnl1wzJcsg5k2ywW95viXoQ=",
        "pbkdf2_sha256$1000$c0ffee4lunch$a/UnMS4ZqLv8TyLsNGuhzUnpTIXcrV0wTpyVV4IqrBw=",
        "$scrypt$ln=10,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$scrypt$ln=4,r=1,p=2$AAECAwQFBgcICQoLDA0ODw"
            + "$sA68iMOBNq3inLZUo5Zrkd0lZTa94lfsRULkN2P0FJW42Ikk/EkcBLQ0DY26xgg5/xuMn1FY59B7WLjkBd"
            + "NgQQ",
        "$scrypt$ln=12,r=8,p=2$AAECAwQFBgcICQoLDA0ODw$mxzuzIgDYcMkL5Fxhvzh2vmzR44WZiT30l7gus30iww",
        "$2a$05$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "$2b$05$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "$2y$05$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "{SSHA}G+sT6YypbkXfnyb+LgTrTpC+1bY4Ynl0ZXMhIQ==",
        "{SSHA256}O4EV6OEHQlP4170UaG+XV970UI0ufPd7jvg1BQiLOXo4Ynl0ZXMhIQ==",
        "{SSHA512}ETXtJN8fmNqvFHemPoqoERwqg7uUdpOe0EgPunExDVDx0X4gP+ux4aRwID8ricXc1tT8UBiri7G6VSv2"
            + "Hdo3nThieXRlcyEh");
  }

  @ParameterizedTest
  @MethodSource("known")
  void the_right_password_matches_and_no_other(String encoded) throws UnsupportedHash {
    assertThat(matches(PASSWORD, encoded)).isTrue();
    assertThat(matches(PASSWORD + " ", encoded)).isFalse();
    assertThat(matches("grüße, 世界 🔑", encoded)).isFalse();
    assertThat(matches("", encoded)).isFalse();
  }

  @Property(tries = 200)
  void one_bit_flipped_never_matches(
      @ForAll("hashes") String encoded, @ForAll @IntRange(max = 19 * 8) int bit)
      throws UnsupportedHash {
    assertThat(matches(PASSWORD, encoded)).isTrue();
    assertThat(matches(PASSWORD, withBitFlipped(encoded, bit))).isFalse();
  }

  @Provide
  Arbitrary<String> hashes() {
    // bcrypt's alphabet is its own: flipped in a test of its own below.
    return Arbitraries.of(known().stream().filter(hash -> !hash.startsWith("$2")).toList());
  }

  @Test
  void one_character_changed_in_a_bcrypt_digest_never_matches() throws UnsupportedHash {
    String encoded = "$2b$04$GhvMmNVjRW29ulnudl.Lbu9GZYOG7e1a0CcXVi6umYKfvqyLnnvq.";
    assertThat(matches("", encoded)).isTrue();
    for (int i = encoded.length() - 31; i < encoded.length() - 1; i++) {
      var changed = new StringBuilder(encoded);
      changed.setCharAt(i, encoded.charAt(i) == 'x' ? 'y' : 'x');
      assertThat(matches("", changed.toString())).as("character %d", i).isFalse();
    }
  }

  /** The reference implementation wrote no version before 1.3; phc-winner-argon2, src/test.c. */
  @Test
  void an_argon2_hash_without_a_version_is_of_version_16() throws UnsupportedHash {
    String digest = "$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY";
    assertThat(matches("password", "$argon2i$m=256,t=2,p=1" + digest)).isTrue();
    assertThat(matches("password", "$argon2i$v=16$m=256,t=2,p=1" + digest)).isTrue();
    assertThat(matches("password", "$argon2i$v=19$m=256,t=2,p=1" + digest)).isFalse();
  }

  @Test
  void the_empty_password_is_a_password_like_any_other() throws UnsupportedHash {
    String pbkdf2 =
        "$pbkdf2-sha256$i=1$AAECAwQFBgcICQoLDA0ODw$xrdBO+u3Y72pYuXZTiQyfgfU2qnpfBTqQSa6S3zLDRY";
    assertThat(matches("", pbkdf2)).isTrue();
    assertThat(matches("x", pbkdf2)).isFalse();
  }

  @Test
  void bcrypt_looks_at_72_bytes_and_no_more() throws UnsupportedHash {
    String digits = "0123456789".repeat(9);
    String of72 = "$2b$04$GhvMmNVjRW29ulnudl.LbuTOuWrKP0S9WTCP1miWOeSEX6ubJlL16";
    String of71 = "$2b$04$GhvMmNVjRW29ulnudl.Lbu/CKigKWu6Cv7liM.CQ/3BX7cJrxBpLC";
    assertThat(matches(digits, of72)).isTrue();
    assertThat(matches(digits.substring(0, 72), of72)).isTrue();
    assertThat(matches(digits.substring(0, 71), of72)).isFalse();
    assertThat(matches(digits.substring(0, 71), of71)).isTrue();
    assertThat(matches(digits, of71)).isFalse();
  }

  /** The 22 characters of a salt carry 132 bits, of which 128 count. */
  @Test
  void bcrypt_ignores_the_spare_bits_of_a_salt() throws UnsupportedHash {
    assertThat(matches(PASSWORD, "$2b$05$GhvMmNVjRW29ulnudl.Lbv5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga"))
        .isTrue();
    assertThat(matches(PASSWORD, "$2b$05$GhvMmNVjRW29ulnudl.LbO5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga"))
        .isFalse();
  }

  /** Attack class 33: an imported hash must not cost more than a bounded amount of work. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=262145,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=21,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=1,p=17$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2i$m=4294967296,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$2b$16$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "$2b$31$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "$scrypt$ln=19,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$scrypt$ln=16,r=64,p=1$AAECAwQFBgcICQoLDA0ODw$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$scrypt$ln=18,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$scrypt$ln=4,r=1,p=17$AAECAwQFBgcICQoLDA0ODw$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$scrypt$ln=64,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$pbkdf2-sha256$i=2000001$AAECAwQFBgc$nP67uYNa2SK9RvVPhHa4qKjF+udt06dVZ3gZtoEASuQ",
        "$pbkdf2-sha1$i=1000001$AAECAwQFBgc$nP67uYNa2SK9RvVPhHa4qKjF+udt06dVZ3gZtoEASuQ",
        "$pbkdf2-sha256$9999999999$AAECAwQFBgc$nP67uYNa2SK9RvVPhHa4qKjF+udt06dVZ3gZtoEASuQ",
        "pbkdf2_sha256$2000001$c0ffee$a/UnMS4ZqLv8TyLsNGuhzUnpTIXcrV0wTpyVV4IqrBw=",
      })
  void attack_33_a_hash_above_the_cost_caps_is_refused(String encoded) {
    assertThatThrownBy(() -> StoredHash.parse(encoded))
        .isInstanceOf(UnsupportedHash.class)
        .hasMessageContaining("is not within");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=262144,t=20,p=16$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$2b$15$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "$scrypt$ln=18,r=8,p=4$AAECAwQFBgcICQoLDA0ODw$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$pbkdf2-sha256$i=2000000$AAECAwQFBgc$nP67uYNa2SK9RvVPhHa4qKjF+udt06dVZ3gZtoEASuQ",
      })
  void a_hash_exactly_at_the_caps_is_taken(String encoded) throws UnsupportedHash {
    assertThat(StoredHash.parse(encoded)).isNotNull();
  }

  /** Above all those a careless parser would take for a digest that everything matches. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$",
        "password",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
        "$argon2id$v=19$m=256,t=2,p=1$$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5",
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=-8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=18$m=256,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2d$v=19$m=256,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$2x$05$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "$2b$03$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga",
        "$2b$05$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2G",
        "$2b$05$GhvMmNVjRW29ulnudl.Lbu5TBVUBqbj/ObJ.y91FFGnRSnLosz2Ga\n",
        "$scrypt$ln=16,r=1,p=1$AAECAwQFBgc$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$scrypt$ln=10,r=0,p=1$AAECAwQFBgc$4oKo57a0zt/gHdWQGI6x1RC5m2QKcnpXH58yX/AGnZc",
        "$pbkdf2-sha256$i=0$AAECAwQFBgc$nP67uYNa2SK9RvVPhHa4qKjF+udt06dVZ3gZtoEASuQ",
        "$pbkdf2-md5$i=1000$AAECAwQFBgc$nP67uYNa2SK9RvVPhHa4qKjF+udt06dVZ3gZtoEASuQ",
        "pbkdf2_sha256$1000$$a/UnMS4ZqLv8TyLsNGuhzUnpTIXcrV0wTpyVV4IqrBw=",
        "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
        "{SSHA}",
        "{SSHA384}O4EV6OEHQlP4170UaG+XV970UI0ufPd7jvg1BQiLOXo4Ynl0ZXMhIQ==",
        "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
      })
  void what_is_not_a_hash_of_a_known_kind_is_refused(String encoded) {
    assertThatThrownBy(() -> StoredHash.parse(encoded)).isInstanceOf(UnsupportedHash.class);
  }

  @Test
  void an_endless_hash_is_refused_before_it_is_read() {
    assertThatThrownBy(() -> StoredHash.parse("$pbkdf2-sha256$1$" + "A".repeat(10_000)))
        .isInstanceOf(UnsupportedHash.class)
        .hasMessage("longer than 1200 characters");
  }

  private static boolean matches(String password, String encoded) throws UnsupportedHash {
    return StoredHash.parse(encoded).matches(password.getBytes(UTF_8), ARGON2);
  }

  /** Counts bits of the last field from its start: the digest, wherever it is one. */
  private static String withBitFlipped(String encoded, int bit) {
    int start = Math.max(encoded.lastIndexOf('$'), encoded.lastIndexOf('}')) + 1;
    byte[] bytes = Base64.getDecoder().decode(encoded.substring(start).replace('.', '+'));
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    return encoded.substring(0, start) + Base64.getEncoder().encodeToString(bytes);
  }
}
