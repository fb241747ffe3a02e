package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class AnswerTest {

  private static final String FOUND =
      "HTTP/1.1 200 OK\r\nLocation: there\r\ncontent-LENGTH:  15\r\n\r\n{\"tkn\":\"a-b_c\"}";

  @Test
  void an_answer_is_complete_with_its_last_byte() {
    byte[] bytes = FOUND.getBytes(ISO_8859_1);
    Answer answer = new Answer(bytes);

    for (int filled = 0; filled < bytes.length; filled++) {
      assertThat(answer.isComplete(filled)).isFalse();
    }
    assertThat(answer.isComplete(bytes.length)).isTrue();
    assertThat(answer.end()).isEqualTo(bytes.length);
  }

  @Test
  void status_header_and_text_are_read() {
    byte[] bytes = FOUND.getBytes(ISO_8859_1);
    Answer answer = new Answer(bytes);
    answer.isComplete(bytes.length);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("LOCATION")).isEqualTo("there");
    assertThat(answer.header("Date")).isNull();
    assertThat(answer.text("tkn")).isEqualTo("a-b_c");
    assertThat(answer.text("code")).isNull();
  }

  @Test
  void only_the_body_of_a_200_is_searched() {
    for (String status : new String[] {"200", "400"}) {
      byte[] bytes = FOUND.replace("200", status).getBytes(ISO_8859_1);
      Answer answer = new Answer(bytes);
      answer.isComplete(bytes.length);

      assertThat(answer.isOkWith("\"tkn\":\"".getBytes(ISO_8859_1)))
          .isEqualTo(status.equals("200"));
      assertThat(answer.isOkWith("Location".getBytes(ISO_8859_1))).isFalse();
      assertThat(answer.isOkWith("c\"}x".getBytes(ISO_8859_1))).isFalse();
    }
  }

  @Test
  void no_content_has_no_body_and_no_length() {
    byte[] bytes = "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n".getBytes(ISO_8859_1);
    Answer answer = new Answer(bytes);

    assertThat(answer.isComplete(bytes.length)).isTrue();
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void a_body_of_unknown_length_is_refused() {
    byte[] bytes =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".getBytes(ISO_8859_1);

    assertThatThrownBy(() -> new Answer(bytes).isComplete(bytes.length))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("chunked");
  }
}
