package dev.latchkey.acceptance.attacks;

import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * A server with two providers: {@code acme}, and {@code linking}, whose identities join the profile
 * that has their address. {@code sloppy} is as that, but not trusted with addresses.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FederatedAttack {

  Upstream upstream;
  Upstream other;
  TestServer server;
  Users users;

  @BeforeAll
  void start() {
    upstream = Upstream.start();
    other = Upstream.start();
    Map<String, Object> linking = new LinkedHashMap<>(other.provider("linking"));
    linking.put("link_verified_email", true);
    Map<String, Object> sloppy = new LinkedHashMap<>(linking);
    sloppy.put("key", "sloppy");
    sloppy.put("trust_email", false);
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    TestConfig.client(TestConfig.SPA) + "/scopes",
                    List.of((Users.SCOPES + " mfa").split(" ")))
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.1")))
                .set("/tenants/0/providers", List.of(upstream.provider("acme"), linking, sloppy)));
    upstream.follow(server.clock());
    other.follow(server.clock());
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
    other.close();
  }

  OAuthClient spa(Http browser) {
    return new OAuthClient(browser, TestConfig.SPA);
  }

  ProviderLogin acme(Http browser) {
    return new ProviderLogin(upstream, spa(browser));
  }

  /** At the providers {@code linking} and {@code sloppy}. */
  ProviderLogin linking(Http browser) {
    return new ProviderLogin(other, spa(browser));
  }

  String identitiesOf(String email) {
    return server.sql(
        "select count(*) from identity i join profile p on p.tenant = i.tenant and p.id ="
            + " i.profile_id where p.email = '"
            + email
            + "'");
  }

  void verify(String email) {
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");
  }
}
