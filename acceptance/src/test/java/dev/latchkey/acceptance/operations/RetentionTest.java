package dev.latchkey.acceptance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.retention.Retention;
import dev.latchkey.platform.db.Db;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestDatabase;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is of no more use goes by itself, and nothing else does. */
class RetentionTest {

  @Test
  void registered_clients_that_nobody_let_in_go_after_thirty_days() {
    try (TestServer server =
            TestServer.start(
                TestConfig.standard().set("/tenants/0/registration", Map.of("open", true)));
        Db db =
            new Db(
                new Db.Settings(
                    server.databaseUrl(), TestDatabase.user(), TestDatabase.password(), 2, true))) {
      String used = register(server);
      String unused = register(server);
      Users users = new Users(server.http());
      String user = users.userinfo(users.newUser().accessToken()).text("id");
      server.sql(
          """
          insert into third_party_grant (tenant, profile_id, client_id, scope, granted_at)
          values ('demo', '%s', '%s', 'openid', now())\
          """
              .formatted(user, used));

      sweep(db, server, Duration.ofDays(29));
      assertThat(clients(server)).contains(used).contains(unused);
      sweep(db, server, Duration.ofDays(31));
      assertThat(clients(server)).contains(used).doesNotContain(unused);
    }
  }

  private static String register(TestServer server) {
    return server
        .http()
        .post("/oauth/register", Map.of("redirect_uris", List.of("https://third.example/callback")))
        .text("client_id");
  }

  private static String clients(TestServer server) {
    return server.sql("select string_agg(id, ' ') from registered_client");
  }

  private static void sweep(Db db, TestServer server, Duration later) {
    new Retention(db, InstantSource.offset(server.clock(), later)).sweep();
  }
}
