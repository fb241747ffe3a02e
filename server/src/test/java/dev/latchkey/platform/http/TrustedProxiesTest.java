package dev.latchkey.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

  private final TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8::/32"));

  @Test
  void a_stranger_is_who_the_socket_says() {
    assertThat(proxies.clientAddress("203.0.113.9", "1.2.3.4")).isEqualTo("203.0.113.9");
  }

  @Test
  void behind_a_trusted_proxy_the_last_address_that_is_not_trusted_counts() {
    assertThat(proxies.clientAddress("10.0.0.1", "1.2.3.4, 203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(proxies.clientAddress("10.0.0.1", "1.2.3.4, 203.0.113.9, 10.9.9.9"))
        .as("what the client put in front is never reached")
        .isEqualTo("203.0.113.9");
    assertThat(proxies.clientAddress("2001:db8::1", "2001:db8::2, 10.1.1.1"))
        .isEqualTo("2001:db8::2");
  }

  @Test
  void a_header_that_is_no_address_is_not_believed() {
    assertThat(proxies.clientAddress("10.0.0.1", "unknown")).isEqualTo("10.0.0.1");
    assertThat(proxies.clientAddress("10.0.0.1", "")).isEqualTo("10.0.0.1");
    assertThat(proxies.clientAddress("10.0.0.1", "1.2.3.4, evil.example")).isEqualTo("10.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "localhost", "10.0.0", "::/129", "1.2.3.4/x", ""})
  void what_is_no_network_is_refused(String cidr) {
    assertThatThrownBy(() -> AddressRanges.of(List.of(cidr)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_ipv6_subscriber_is_a_network_of_64_bits() {
    assertThat(AddressRanges.subscriber("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(AddressRanges.subscriber("2001:db8:1:2:ffff::1"))
        .isNotEqualTo(AddressRanges.subscriber("2001:db8:1:3::1"));
    assertThat(AddressRanges.subscriber("192.0.2.1")).isEqualTo("192.0.2.1");
  }
}
