package dev.latchkey.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.platform.db.embedded.EmbeddedPostgres;
import dev.latchkey.platform.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DbTest {

  record Everything(
      UUID id,
      String name,
      @Nullable String note,
      int small,
      long large,
      double real,
      boolean yes,
      byte[] bytes,
      Instant createdAt,
      List<String> words,
      JsonNode json) {}

  record Pair(String key, int value) {}

  record Outer(String label, @Nullable Pair pair, int after) {}

  private static EmbeddedPostgres postgres;
  private static Db db;

  @BeforeAll
  static void start(@TempDir Path directory) {
    postgres = EmbeddedPostgres.start(directory, progress -> {});
    db = new Db(new Db.Settings(postgres.jdbcUrl(), postgres.user(), postgres.password(), 8, true));
  }

  @AfterAll
  static void stop() {
    db.close();
    postgres.close();
  }

  @BeforeEach
  void emptyTable() {
    db.update("drop table if exists pair");
    db.update("create table pair (key text constraint pair_pkey primary key, value int not null)");
  }

  @Test
  void every_type_goes_in_and_comes_back() {
    UUID id = UUID.fromString("019f0000-0000-7000-8000-000000000001");
    Instant time = Instant.parse("2026-11-21T10:00:00.123456Z");
    Everything row =
        db.one(
                Everything.class,
                """
                select ?::uuid as id, ? as name, ?::text as note, ?::int as small, ?::bigint as large, ?::float8 as real, ?::boolean as yes,
                  ?::bytea as bytes, ?::timestamptz as created_at, ?::text[] as words, ?::jsonb as json\
                """,
                id,
                "Zoë \"x\" \\",
                null,
                7,
                1L << 40,
                -0.1,
                true,
                new byte[] {0, 1, -1},
                time,
                List.of("a", "b,\"c\""),
                Json.object().put("k", 1))
            .orElseThrow();
    assertThat(row.id()).isEqualTo(id);
    assertThat(row.name()).isEqualTo("Zoë \"x\" \\");
    assertThat(row.note()).isNull();
    assertThat(row.small()).isEqualTo(7);
    assertThat(row.large()).isEqualTo(1L << 40);
    assertThat(row.real()).isEqualTo(-0.1);
    assertThat(row.yes()).isTrue();
    assertThat(row.bytes()).containsExactly(0, 1, -1);
    assertThat(row.createdAt()).isEqualTo(time);
    assertThat(row.words()).containsExactly("a", "b,\"c\"");
    assertThat(row.json().path("k").asInt()).isEqualTo(1);
  }

  @Test
  void a_record_inside_a_record_is_null_when_an_outer_join_found_nothing() {
    String sql =
        "select 'x' as label, p.key, p.value, 9 as after from (select 1) as one left join pair p on"
            + " p.key = ?";
    assertThat(db.one(Outer.class, sql, "a")).contains(new Outer("x", null, 9));
    db.update("insert into pair values ('a', 3)");
    assertThat(db.one(Outer.class, sql, "a")).contains(new Outer("x", new Pair("a", 3), 9));
  }

  @Test
  void a_column_that_does_not_belong_to_its_component_is_refused() {
    record Swapped(int value, String key) {}
    db.update("insert into pair values ('a', 3)");
    assertThatThrownBy(() -> db.list(Swapped.class, "select key, value from pair"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Column 1 of Swapped is key, not value");
  }

  @Test
  void changes_are_written_together_or_not_at_all() {
    db.update("insert into pair values ('b', 1)");
    Changes changes =
        db.changes()
            .add("insert into pair values (?, ?)", "a", 1)
            .add("insert into pair values (?, ?)", "b", 2);
    assertThatThrownBy(changes::commit)
        .isInstanceOfSatisfying(
            ConstraintViolation.class,
            violation -> assertThat(violation.constraint()).isEqualTo("pair_pkey"));
    assertThat(db.list(Pair.class, "select key, value from pair"))
        .containsExactly(new Pair("b", 1));
  }

  @Test
  void an_expectation_that_fails_undoes_all_changes_and_tells_the_caller() {
    Changes changes =
        db.changes()
            .add("insert into pair values ('a', 1)")
            .addExactlyOne(
                () -> {
                  throw new IllegalArgumentException("not there");
                },
                "update pair set value = 2 where key = 'nobody'");
    assertThatThrownBy(changes::commit).hasMessage("not there");
    assertThat(db.list(Pair.class, "select key, value from pair")).isEmpty();
  }

  @Test
  void a_condition_that_fails_leaves_the_other_changes_and_tells_the_caller() {
    Changes changes =
        db.changes()
            .add("insert into pair values ('a', 1)")
            .addConditional(
                () -> {
                  throw new IllegalArgumentException("not there");
                },
                "update pair set value = 2 where key = 'nobody'");
    assertThatThrownBy(changes::commit).hasMessage("not there");
    assertThat(db.list(Pair.class, "select key, value from pair"))
        .containsExactly(new Pair("a", 1));
  }

  @Test
  void a_transaction_that_fails_leaves_nothing_and_the_connection_usable() {
    assertThatThrownBy(() ->
            db.tx(sql -> {
              sql.update("insert into pair values ('a', 1)");
              throw new IllegalArgumentException("changed my mind");
            }))
        .hasMessage("changed my mind");
    assertThat(db.list(Pair.class, "select key, value from pair")).isEmpty();
  }

  @Test
  void two_transactions_that_lock_each_other_out_are_both_done_in_the_end()
      throws InterruptedException {
    db.update("insert into pair values ('a', 0), ('b', 0)");
    CountDownLatch bothHoldOne = new CountDownLatch(2);
    AtomicInteger runs = new AtomicInteger();
    Thread one = Thread.startVirtualThread(() -> addToBoth("a", "b", bothHoldOne, runs));
    Thread two = Thread.startVirtualThread(() -> addToBoth("b", "a", bothHoldOne, runs));
    one.join();
    two.join();
    assertThat(db.list(Pair.class, "select key, value from pair order by key"))
        .containsExactly(new Pair("a", 2), new Pair("b", 2));
    assertThat(runs).as("the deadlock was real").hasValueGreaterThan(2);
  }

  private static void addToBoth(
      String first, String second, CountDownLatch bothHoldOne, AtomicInteger runs) {
    db.tx(sql -> {
      runs.incrementAndGet();
      sql.update("update pair set value = value + 1 where key = ?", first);
      bothHoldOne.countDown();
      try {
        bothHoldOne.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return sql.update("update pair set value = value + 1 where key = ?", second);
    });
  }

  @Test
  void a_wrong_statement_is_not_mistaken_for_a_database_that_is_away() {
    assertThatThrownBy(() -> db.update("select from nowhere"))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.isUnavailable()).isFalse());
  }

  @Test
  void the_newest_migration_is_the_one_that_is_asked_for() throws Exception {
    Path folder = Path.of(DbTest.class.getResource("/db/migration").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString().split("__")[0]))
          .contains("V" + Migrations.LATEST)
          .doesNotContain("V" + (Migrations.LATEST + 1));
    }
  }

  @Test
  void migrations_run_once_and_two_nodes_at_once_agree() throws InterruptedException {
    db.update("drop table pair");
    AtomicInteger done = new AtomicInteger();
    Runnable migrate =
        () -> {
          Migrations.bringUpToDate(db);
          done.incrementAndGet();
        };
    for (Thread node :
        List.of(Thread.startVirtualThread(migrate), Thread.startVirtualThread(migrate))) {
      node.join();
    }
    assertThat(done).hasValue(2);
    Migrations.bringUpToDate(db);
    assertThat(
            db.one(
                Integer.class,
                """
                select max(version::int) from schema_history where success and version is not null
                having count(*) = count(distinct version)\
                """))
        .contains(Migrations.LATEST);
  }
}
