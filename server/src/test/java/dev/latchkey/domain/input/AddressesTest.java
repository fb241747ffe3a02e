package dev.latchkey.domain.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.input.Addresses.Fault;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {

  @Test
  void this_machine_is_told_by_its_names_and_numbers() {
    assertThat(
            List.of(
                "http://localhost",
                "http://LOCALHOST:9000/a",
                "http://a.localhost",
                "http://127.0.0.1",
                "http://127.1.2.3:80",
                "http://[::1]:9000"))
        .allMatch(Addresses::isLoopback);
    assertThat(
            List.of(
                "http://localhost.example.com",
                "http://notlocalhost",
                "http://127.0.0.1.example.com",
                "http://128.0.0.1",
                "http://[::2]",
                "http://0.0.0.0",
                "http://localhost@example.com",
                "localhost",
                "http://"))
        .noneMatch(Addresses::isLoopback);
  }

  @Test
  void redirects_may_lead_to_pages_and_apps() {
    assertThat(
            List.of(
                "https://www.example.com/callback?a=b",
                "https://www.example.com:8443",
                "http://localhost:9000/",
                "http://[::1]/",
                "reachfive://abc/callback",
                "com.example.app:/callback",
                "com.example.app://callback"))
        .allMatch(address -> Addresses.ofRedirect(address).isEmpty());
  }

  @Test
  void redirects_do_not_lead_anywhere_else() {
    assertThat(
            List.of(
                "",
                "/callback",
                "//www.example.com/",
                "www.example.com:8080/callback",
                "localhost:9000",
                "https://www.example.com/*",
                "https://www.example.com/#",
                "https://www.example.com/a b",
                "https://user@www.example.com/",
                "https:///path",
                "https:www.example.com",
                "http://www.example.com/",
                "HTTP://www.example.com/",
                "http://localhost@www.example.com/",
                "JavaScript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd"))
        .allMatch(address -> Addresses.ofRedirect(address).isPresent());
  }

  @Test
  void origins_are_as_browsers_send_them() {
    assertThat(
            List.of(
                "https://www.example.com",
                "https://www.example.com:8443",
                "http://localhost:9000",
                "capacitor://localhost"))
        .allMatch(origin -> Addresses.ofOrigin(origin).isEmpty());
    assertThat(
            List.of(
                "null",
                "www.example.com",
                "https://*.example.com",
                "https://www.example.com/",
                "https://www.example.com?a",
                "https://www.example.com#a",
                "https://www.example.com:443",
                "https://www.Example.com",
                "HTTPS://www.example.com",
                "https://a@www.example.com",
                "http://www.example.com"))
        .allMatch(origin -> Addresses.ofOrigin(origin).isPresent());
    assertThat(Addresses.ofOrigin("http://LOCALHOST:80/").map(Fault::mend))
        .contains("Write `http://localhost`.");
  }

  @Test
  void a_public_url_is_of_the_web() {
    assertThat(Addresses.ofPublicUrl("https://id.example.com")).isEmpty();
    assertThat(Addresses.ofPublicUrl("capacitor://localhost")).isPresent();
    assertThat(Addresses.ofPublicUrl("id.example.com")).isPresent();
  }

  @Test
  void a_page_is_of_the_web() {
    assertThat(Addresses.ofPage("https://www.example.com/a?b#c")).isEmpty();
    assertThat(
            List.of("app:/x", "/x", "http://www.example.com", "https://u@www.example.com", "a b"))
        .allMatch(address -> Addresses.ofPage(address).isPresent());
  }
}
