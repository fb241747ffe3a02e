package dev.latchkey.domain.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0|Linux|Firefox",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0|Windows|Edge",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            + " Version/18.5 Safari/605.1.15|macOS|Safari",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
            + " Gecko) CriOS/139.0 Mobile/15E148 Safari/604.1|iOS|Chrome",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/139.0.0.0 Mobile Safari/537.36|Android|Chrome",
        "okhttp/4.12.0|Android|Android app",
        "Shop/7 CFNetwork/1490.0.4 Darwin/23.2.0|iOS|iOS app"
      })
  void a_known_one_is_named(String header, String system, String program) {
    UserAgent agent = new UserAgent(header);
    assertThat(agent.operatingSystem()).contains(system);
    assertThat(agent.program()).contains(program);
  }

  @ParameterizedTest
  @CsvSource({
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0, Firefox on Linux",
    "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) Version/18.5 Safari/604.1, Safari on iPadOS",
    "okhttp/4.12.0, Android",
    "Firefox, Firefox"
  })
  void a_device_is_called_by_its_browser_and_system(String header, String name) {
    assertThat(new UserAgent(header).deviceName()).contains(name);
  }

  @Test
  void of_an_unknown_one_nothing_is_said() {
    assertThat(new UserAgent("").operatingSystem()).isEmpty();
    assertThat(new UserAgent("curl/8.5.0").program()).isEmpty();
  }
}
