package dev.latchkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.outbound.Outbound.Limits;
import org.junit.jupiter.api.Test;

class RegistrationChecksTest {

  private static final String OWN = "outbound: {allow_private: [10.0.0.0/8]}\n";

  private static Limits strangers(String keys) {
    Tenant tenant = Yaml.tenant(keys).load().tenants().getFirst();
    return tenant.callsForStrangers();
  }

  @Test
  void what_is_exempt_for_the_operators_own_calls_is_not_for_those_of_strangers() {
    for (String keys : new String[] {OWN, OWN + "registration: {open: true}"}) {
      assertThat(strangers(keys).exempt().contains("10.0.0.1")).as(keys).isFalse();
      assertThat(strangers(keys).usualPortOnly()).as(keys).isTrue();
    }
  }

  @Test
  void what_is_exempt_for_strangers_is_said_and_warned_about() {
    String exempt = "registration: {open: true, allow_private: [127.0.0.1]}";
    assertThat(strangers(exempt).exempt().contains("127.0.0.1")).isTrue();
    assertThat(Yaml.tenant(exempt).warnings())
        .containsExactly(
            "tenants[0].registration.allow_private (line 4): lets calls to other servers reach"
                + " machines that are not on the public internet");
    assertThat(Yaml.tenant("registration: {open: true, allow_private: [home]}").problems())
        .containsExactly(
            "4 tenants[0].registration.allow_private[0] must be an IP address or network,"
                + " found the text \"home\"");
  }
}
