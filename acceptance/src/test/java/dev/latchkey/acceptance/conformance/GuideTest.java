package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page {@code docs/conformance.md} names the test of each module, and no other. */
final class GuideTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `([^`]+)` \\| `(\\w+)` \\|", Pattern.MULTILINE);

  @ParameterizedTest
  @CsvSource({
    "Config, ConfigPlanTest",
    "Basic, BasicPlan",
    "Dynamic, DynamicPlanTest",
    "RP-initiated logout+Back-channel logout+Front-channel logout, LogoutPlansTest",
    "FAPI 2.0 Security Profile, Fapi2PlanTest"
  })
  void the_page_names_the_test_of_each_module(String headings, String plan) throws Exception {
    String section =
        Arrays.stream(headings.split("\\+"))
            .map(heading -> "(?m)^## " + Pattern.quote(heading) + "$")
            .map(heading -> Guide.TEXT.split(heading, 2)[1].split("(?m)^## ", 2)[0])
            .collect(Collectors.joining());
    Map<String, String> said =
        ROW.matcher(section)
            .results()
            .collect(
                Collectors.toMap(
                    (MatchResult row) -> row.group(1), (MatchResult row) -> row.group(2)));
    Class<?> tests = Class.forName(getClass().getPackageName() + "." + plan);
    Map<String, String> found =
        Arrays.stream(tests.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Module.class))
            .collect(Collectors.toMap(GuideTest::module, Method::getName));
    assertThat(said).isEqualTo(found);
  }

  private static String module(Method method) {
    return Objects.requireNonNull(method.getAnnotation(Module.class)).value();
  }
}
