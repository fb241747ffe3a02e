package dev.latchkey.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {

  private static final Handler HANDLER = request -> Response.noContent();

  private final Router router =
      new Router().get("/a/b", HANDLER).get("/a/{name}/c", HANDLER).post("/a/b", HANDLER);

  @Test
  void a_path_meets_its_route_and_a_template_takes_one_segment() {
    assertThat(Objects.requireNonNull(router.match("/a/b")).route().pattern).isEqualTo("/a/b");
    assertThat(Objects.requireNonNull(router.match("/a/x%2Fy/c")).parameters())
        .containsEntry("name", "x%2Fy");
  }

  /** Attack class 43: what a rule in front of the server compared is what the router compares. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/A/b",
        "/a/b/",
        "//a/b",
        "/a//b",
        "/a/./b",
        "/a/../a/b",
        "/a/%62",
        "/a/b;x=1",
        "/a\\b",
        "/a/b%00",
        "/a%2Fb",
        "/a//c",
        "/a/x/y/c",
        "",
        "/"
      })
  void any_other_spelling_of_a_path_meets_nothing(String path) {
    assertThat(router.match(path)).isNull();
  }

  @Test
  void head_is_answered_like_get() {
    assertThat(Objects.requireNonNull(router.match("/a/b")).route().handler(Method.HEAD))
        .isSameAs(HANDLER);
  }

  @Test
  void two_handlers_for_one_route_are_a_mistake() {
    assertThatThrownBy(() -> router.get("/a/b", HANDLER)).hasMessageContaining("GET /a/b");
  }
}
