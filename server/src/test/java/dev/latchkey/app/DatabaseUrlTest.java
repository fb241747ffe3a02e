package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.app.ServerSettings.Database;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseUrlTest {

  private static Database parse(String url) {
    return DatabaseUrl.parse(url, null, null);
  }

  @Test
  void the_form_of_postgresqls_own_tools_is_understood() {
    assertThat(parse("postgres://ann:p%40ss+%2F@db.example.com:5433/latchkey?sslmode=require"))
        .isEqualTo(
            new Database(
                "jdbc:postgresql://db.example.com:5433/latchkey?sslmode=require", "ann", "p@ss+/"));
    assertThat(parse("postgresql://db/latchkey"))
        .isEqualTo(new Database("jdbc:postgresql://db/latchkey", "", ""));
    assertThat(parse("postgres://ann@one:1,two:2/latchkey"))
        .isEqualTo(new Database("jdbc:postgresql://one:1,two:2/latchkey", "ann", ""));
  }

  @Test
  void a_jdbc_address_stays_as_it_is() {
    String url = "jdbc:postgresql://db/latchkey?user=ann&password=a%20b";
    assertThat(parse(url)).isEqualTo(new Database(url, "", ""));
  }

  @Test
  void user_and_password_of_their_own_stand_above_those_in_the_address() {
    assertThat(DatabaseUrl.parse("postgres://ann:x@db/latchkey", "bob", "y%20"))
        .isEqualTo(new Database("jdbc:postgresql://db/latchkey", "bob", "y%20"));
    assertThat(DatabaseUrl.parse("jdbc:postgresql://db/latchkey", "bob", "y"))
        .isEqualTo(new Database("jdbc:postgresql://db/latchkey", "bob", "y"));
  }

  @Test
  void a_damaged_escape_is_refused() {
    assertThatThrownBy(() -> parse("postgres://ann:%zz@db/x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_sent_is_protected_by_encryption_or_by_staying_here() {
    assertThat(
            List.of(
                "postgres://db/x?sslmode=require",
                "postgres://db/x?a=b&sslmode=verify-full&c=d",
                "jdbc:postgresql://db/x?sslmode=verify-ca",
                "postgres://localhost/x",
                "postgres://ann:x@127.0.0.1:5432/x",
                "postgres://[::1]:5432/x"))
        .allMatch(url -> DatabaseUrl.isProtected(parse(url)));
    assertThat(
            List.of(
                "postgres://db/x",
                "postgres://db/x?sslmode=prefer",
                "postgres://db/x?sslmode=requires",
                "postgres://db/sslmode=require",
                "postgres://localhost.example.com/x",
                "postgres://localhost:1,db:2/x"))
        .noneMatch(url -> DatabaseUrl.isProtected(parse(url)));
  }

  @Test
  void its_text_does_not_show_it() {
    assertThat(parse("postgres://ann:hush@db/x").toString()).doesNotContain("hush");
  }
}
