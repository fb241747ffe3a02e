package dev.latchkey.platform.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * One directory serves most tests: each leaves it stopped and sound, which is what the next one
 * relies on.
 */
class EmbeddedPostgresTest {
  @TempDir static Path cache;
  @TempDir static Path home;

  /** Both halves of a first start find what a killed one would have left. */
  @BeforeAll
  static void a_first_start_was_killed_and_another_one_came() throws IOException {
    Path unpacked = Files.createDirectories(cache.resolve("postgres-18.6.0.part/bin"));
    Files.writeString(unpacked.resolve("postgres"), "cut off");
    Path draft = Files.createDirectories(home.resolve("postgres-new-1/data"));
    Files.writeString(draft.resolve("PG_VERSION"), "18");
    start().close();
  }

  @Test
  void a_half_finished_unpacking_is_done_again() {
    assertThat(cache.resolve("postgres-18.6.0.part")).doesNotExist();
    assertThat(cache.resolve("postgres-18.6.0/bin/postgres")).isExecutable();
    assertThat(cache.resolve("postgres-18.6.0/lib/libpq.so")).isSymbolicLink();
  }

  @Test
  void a_half_finished_creation_is_done_again() {
    assertThat(home.resolve("postgres-new-1")).doesNotExist();
    assertThat(home.resolve("postgres/data/PG_VERSION")).exists();
  }

  @Test
  void only_the_first_start_has_something_slow_to_tell(@TempDir Path fresh) {
    List<String> told = new ArrayList<>();
    EmbeddedPostgres.start(fresh, cache, told::add).close();
    assertThat(told).containsExactly("Creating the database (first start only) …");
    EmbeddedPostgres.start(fresh, cache, told::add).close();
    assertThat(told).hasSize(1);
  }

  @Test
  void rows_are_kept_over_a_restart() throws SQLException {
    try (var postgres = start()) {
      write(postgres, "restart");
    }
    try (var postgres = start()) {
      assertThat(rows(postgres, "restart")).isEqualTo(1);
    }
  }

  @Test
  void rows_are_kept_when_postgresql_is_killed() throws Exception {
    try (var postgres = start()) {
      write(postgres, "kill");
      ProcessHandle postmaster = postmaster();
      postmaster.destroyForcibly();
      postmaster.onExit().get(10, TimeUnit.SECONDS);
    }
    try (var postgres = start()) {
      assertThat(rows(postgres, "kill")).isEqualTo(1);
    }
  }

  @Test
  void what_a_killed_server_left_running_is_stopped_and_its_rows_are_kept() throws Exception {
    try (var other = new OtherProcess(home, cache)) {
      write(other.jdbcUrl(), other.password(), "orphan");
      ProcessHandle orphan = postmaster();
      other.kill();
      assertThat(runs(orphan)).isTrue();

      List<String> told = new ArrayList<>();
      try (var postgres = EmbeddedPostgres.start(home, cache, told::add)) {
        assertThat(rows(postgres, "orphan")).isEqualTo(1);
      }
      assertThat(runs(orphan)).isFalse();
      assertThat(told)
          .containsExactly("Stopping the PostgreSQL that a killed server left behind …");
    }
  }

  @Test
  void a_directory_in_use_by_another_process_is_refused_and_its_user_is_not_harmed()
      throws Exception {
    try (var other = new OtherProcess(home, cache)) {
      assertRefused();
      write(other.jdbcUrl(), other.password(), "other_process");
    }
  }

  @Test
  void a_directory_in_use_by_this_process_is_refused_and_its_user_is_not_harmed() throws Exception {
    try (var postgres = start()) {
      assertRefused();
      assertRefused();
      write(postgres, "same_process");
      // Still locked to others, too: a refused attempt must not let go of the lock.
      try (var other = new OtherProcess(home, cache)) {
        assertThat(other.jdbcUrl()).startsWith("Another Latchkey server is using the directory");
      }
    }
  }

  @Test
  void a_process_number_that_went_to_another_program_does_not_block() throws IOException {
    Process bystander = new ProcessBuilder("cat").start();
    try {
      Files.writeString(pidFile(), bystander.pid() + "\n" + home.resolve("postgres/data") + "\n");
      start().close();
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void an_empty_process_file_does_not_block() throws IOException {
    Files.writeString(pidFile(), "");
    start().close();
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void a_failed_start_shows_the_end_of_the_log_and_gives_the_directory_back() throws IOException {
    Path settings = home.resolve("postgres/data/postgresql.auto.conf");
    String before = Files.readString(settings);
    Files.writeString(settings, "no_such_setting = 1\n");
    try {
      assertThatExceptionOfType(EmbeddedPostgresException.class)
          .isThrownBy(EmbeddedPostgresTest::start)
          .withMessageStartingWith("PostgreSQL did not start.")
          .withMessageContaining("no_such_setting");
    } finally {
      Files.writeString(settings, before);
    }
    start().close();
  }

  @Test
  void a_login_needs_the_password() throws Exception {
    try (var postgres = start()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> connect(postgres.jdbcUrl(), "guess"))
          .extracting(SQLException::getSQLState)
          .isEqualTo("28P01");
    }
  }

  @Test
  void the_password_is_readable_by_its_owner_alone() throws IOException {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("postgres/password"))))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("postgres"))))
        .isEqualTo("rwx------");
  }

  @Test
  void the_database_is_durable_and_sorts_the_same_everywhere() throws SQLException {
    try (var postgres = start();
        Connection connection = connect(postgres.jdbcUrl(), postgres.password());
        ResultSet row =
            connection
                .createStatement()
                .executeQuery(
                    """
                    select current_setting('fsync') || ' ' || current_setting('synchronous_commit'),
                      current_setting('listen_addresses') || current_setting('unix_socket_directories'),
                      pg_encoding_to_char(encoding), datlocprovider, datlocale
                    from pg_database where datname = current_database()
                    """)) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("on on");
      assertThat(row.getString(2)).isEqualTo("127.0.0.1");
      assertThat(row.getString(3)).isEqualTo("UTF8");
      assertThat(row.getString(4)).isEqualTo("b");
      assertThat(row.getString(5)).isEqualTo("C.UTF-8");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_ctrl_c_in_the_terminal_does_not_reach_postgresql() throws IOException {
    try (var _ = start()) {
      long postmaster = postmaster().pid();
      String[] status = Files.readString(Path.of("/proc/" + postmaster + "/stat")).split(" ");
      assertThat(status[4]).as("process group").isEqualTo(Long.toString(postmaster));
    }
  }

  @Test
  void closing_twice_is_closing_once() throws IOException {
    var postgres = start();
    ProcessHandle postmaster = postmaster();
    postgres.close();
    postgres.close();
    assertThat(runs(postmaster)).isFalse();
    assertThat(pidFile()).doesNotExist();
  }

  private static EmbeddedPostgres start() {
    return EmbeddedPostgres.start(home, cache, _ -> {});
  }

  private static void assertRefused() {
    assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(EmbeddedPostgresTest::start)
        .withMessageStartingWith("Another Latchkey server is using the directory");
  }

  private static Path pidFile() {
    return home.resolve("postgres/data/postmaster.pid");
  }

  private static ProcessHandle postmaster() throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile()).getFirst())).orElseThrow();
  }

  /**
   * Unlike {@link ProcessHandle#isAlive()}, false for one that ended and waits for its parent to
   * collect it.
   */
  private static boolean runs(ProcessHandle process) {
    return process.info().arguments().isPresent();
  }

  private static void write(EmbeddedPostgres postgres, String table) throws SQLException {
    write(postgres.jdbcUrl(), postgres.password(), table);
  }

  private static void write(String jdbcUrl, String password, String table) throws SQLException {
    try (Connection connection = connect(jdbcUrl, password)) {
      connection.createStatement().execute("create table " + table + " as select 1 as one");
    }
  }

  private static int rows(EmbeddedPostgres postgres, String table) throws SQLException {
    try (Connection connection = connect(postgres.jdbcUrl(), postgres.password());
        ResultSet row =
            connection.createStatement().executeQuery("select count(*) from " + table)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static Connection connect(String jdbcUrl, String password) throws SQLException {
    return DriverManager.getConnection(jdbcUrl, Cluster.USER, password);
  }
}
