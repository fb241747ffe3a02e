package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.platform.db.embedded.EmbeddedPostgres;
import dev.latchkey.platform.tls.PemCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFailureTest {

  @TempDir private Path folder;

  private static StartFailure explained(Throwable thrown) {
    return StartFailure.of(thrown).orElseThrow();
  }

  private static StartFailure explained(String sqlState) {
    return explained(new IllegalStateException(new SQLException("No", sqlState)));
  }

  private static Optional<StartFailure> toListen(String address, int port) {
    Map<String, String> options = Map.of("address", address, "port", String.valueOf(port));
    return StartFailure.toListen(
        Yaml.of("tenants: [{id: a, name: A}]").with(new Options(options)).load().server());
  }

  @Test
  void a_port_in_use_or_an_address_of_somebody_else() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(toListen("127.0.0.1", port))
          .contains(
              new StartFailure(
                  "Cannot listen on 127.0.0.1, port "
                      + port
                      + ": Address already in use. Mend: stop what uses the port, or choose another"
                      + " with --port or --address.",
                  1));
      taken.close();
      assertThat(toListen("127.0.0.1", port)).isEmpty();
      assertThat(toListen("192.0.2.1", port)).isPresent();
      assertThat(toListen("no such host", port)).isPresent();
    }
  }

  @Test
  void a_database_that_cannot_be_reached() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/x";
    Throwable thrown = catchThrowable(() -> DriverManager.getConnection(url, "ann", "p").close());
    StartFailure failure = explained(new IllegalStateException("The pool says no", thrown));
    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.text())
        .startsWith("The database cannot be used: Connection to 127.0.0.1:" + port + " refused.")
        .endsWith("connections. Mend: check `database_url` and that PostgreSQL runs there.");
  }

  @Test
  void a_database_that_refuses() {
    assertThat(explained("28P01").text()).contains("check `database_user`");
    assertThat(explained("3D000").text()).contains("create the database");
    assertThat(explained("42501").text()).contains("let the user create tables");
    assertThat(explained("XX000").text()).contains("see PostgreSQL's log");
  }

  @Test
  void a_data_folder_that_cannot_be_used() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(explained(catchThrowable(() -> RootSecret.keptIn(file.resolve("data")))).text())
        .startsWith(file.toString())
        .contains("Mend: check the path and the permissions.");
    assertThat(explained(catchThrowable(() -> EmbeddedPostgres.start(file, _ -> {}))).text())
        .contains(file.toString());
  }

  @Test
  void a_certificate_that_became_unusable() {
    Path absent = folder.resolve("absent.pem");
    assertThat(
            explained(
                catchThrowable(() -> PemCertificate.load(absent, absent, InstantSource.system()))))
        .isEqualTo(
            new StartFailure(
                "there is no file " + absent + ". Mend: Check the path and the permissions.", 2));
  }

  @Test
  void a_configuration_that_is_refused() {
    Throwable thrown = catchThrowable(() -> Yaml.of("port: x").load());
    StartFailure failure = StartFailure.of(thrown).orElseThrow();
    assertThat(failure.exitCode()).isEqualTo(2);
    assertThat(failure.text()).contains("problems:");
  }

  @Test
  void what_nobody_foresaw_is_not_explained_away() {
    assertThat(StartFailure.of(new IllegalStateException("Who knows"))).isEmpty();
  }
}
