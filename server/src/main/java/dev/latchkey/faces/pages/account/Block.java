package dev.latchkey.faces.pages.account;

import dev.latchkey.faces.pages.Captcha;
import dev.latchkey.faces.pages.Field;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a page; the template says how each looks. */
public sealed interface Block {

  record Heading(String text) implements Block {}

  record Words(String text) implements Block {}

  /** A link that looks like a button. */
  record Way(String address, String text) implements Block {}

  /**
   * @param none what stands there when there are none
   */
  record Entries(List<Entry> entries, String none) implements Block {}

  /**
   * Of a list.
   *
   * @param mark a word beside the title; null: none
   * @param link the page that the title leads to; null: none
   */
  record Entry(
      String title,
      @Nullable String mark,
      List<String> details,
      @Nullable String link,
      List<Action> actions) {

    static Entry of(String title, List<String> details, List<Action> actions) {
      return new Entry(title, null, details, null, actions);
    }
  }

  /**
   * A button of its own.
   *
   * @param sent names and values that go with it
   */
  record Action(String path, Map<String, String> sent, String label) {}

  /**
   * @param look of the button: {@code primary}, {@code danger} or empty
   */
  record Form(String path, List<Control> controls, String button, String look) implements Block {

    static Form of(String path, String button, Control... controls) {
      return new Form(path, List.of(controls), button, "primary");
    }
  }

  /** What is filled in. */
  sealed interface Control {

    record Text(Field field) implements Control {}

    record Robot(Captcha captcha) implements Control {}

    record Tick(String name, String label, boolean ticked) implements Control {}

    /**
     * @param error null: none
     */
    record Choice(String name, String label, List<Option> options, @Nullable String error)
        implements Control {}

    record Option(String value, String label, boolean chosen) {}
  }

  /** A key for an authenticator app, to scan or to type. */
  record AppKey(QrCode code, String label, String secret) implements Block {}

  /** Texts to keep in a safe place. */
  record Codes(List<String> codes) implements Block {}

  /**
   * Makes a passkey, which takes a script.
   *
   * @param options where the script asks what to make
   * @param without what stands there without a script
   * @param failed what is said when the browser made none
   */
  record NewPasskey(
      String path, String options, Field name, String button, String without, String failed)
      implements Block {}
}
