package dev.latchkey.app;

import dev.latchkey.domain.key.WrongRootKey;
import dev.latchkey.platform.config.ConfigurationException;
import dev.latchkey.platform.db.embedded.EmbeddedPostgresException;
import dev.latchkey.platform.http.CannotListen;
import dev.latchkey.platform.tls.UnusableCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a start failed, for the person at the terminal: foreseeable reasons in a sentence with its
 * mend, never as a stack trace.
 *
 * @param exitCode 2 for the configuration, 1 for everything else
 */
record StartFailure(String text, int exitCode) {
  private static final int CONFIGURATION = 2;
  private static final int OTHER = 1;

  private static final String FREE_THE_PORT =
      "stop what uses the port, or choose another with --port or --address.";

  /** Why the server could not listen, found out before anything is started for nothing. */
  static Optional<StartFailure> toListen(ServerSettings server) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(server.address(), server.port()));
      return Optional.empty();
    } catch (IOException e) {
      return because(
          "Cannot listen on %s, port %d: %s. Mend: %s"
              .formatted(server.address(), server.port(), e.getMessage(), FREE_THE_PORT),
          OTHER);
    }
  }

  /** The reason for what a start threw, if it is one that was foreseen. */
  static Optional<StartFailure> of(Throwable thrown) {
    return Stream.iterate(thrown, e -> e != null, Throwable::getCause)
        .limit(20)
        .flatMap(e -> known(e).stream())
        .findFirst();
  }

  private static Optional<StartFailure> known(Throwable e) {
    return switch (e) {
      case ConfigurationException _ -> because(String.valueOf(e.getMessage()), CONFIGURATION);
      case UnusableCertificate u ->
          because("%s. Mend: %s".formatted(u.getMessage(), u.mend()), CONFIGURATION);
      case WrongRootKey _ ->
          because(
              e.getMessage()
                  + ". Mend: give back the root key of before (`root_key`, or the file root.key in"
                  + " the data folder). If it is lost, delete the rows of the table signing_key:"
                  + " everybody has to log in again.",
              CONFIGURATION);
      case CannotListen c ->
          because("%s. Mend: %s".formatted(c.getMessage(), FREE_THE_PORT), OTHER);
      case EmbeddedPostgresException _ -> because(String.valueOf(e.getMessage()), OTHER);
      case SQLException sql -> Optional.of(new StartFailure(database(sql), OTHER));
      case FileSystemException f ->
          because(
              "%s cannot be used: %s. Mend: check the path and the permissions."
                  .formatted(f.getFile(), reason(f)),
              OTHER);
      default -> Optional.empty();
    };
  }

  private static Optional<StartFailure> because(String text, int exitCode) {
    return Optional.of(new StartFailure(text, exitCode));
  }

  private static String reason(FileSystemException e) {
    return e instanceof AccessDeniedException
        ? "this process may not"
        : e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }

  /** By SQLSTATE (PostgreSQL documentation, appendix A). */
  private static String database(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String mend =
        switch (state) {
          case "28P01", "28000" -> "check `database_user` and `database_password`";
          case "3D000" -> "create the database, or name another in `database_url`";
          case "42501" -> "let the user create tables in this database";
          default ->
              state.isEmpty() || state.startsWith("08") || state.startsWith("57P")
                  ? "check `database_url` and that PostgreSQL runs there"
                  : "see PostgreSQL's log";
        };
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse(state);
    return "The database cannot be used: %s. Mend: %s."
        .formatted(reason.replaceFirst("\\.$", ""), mend);
  }
}
