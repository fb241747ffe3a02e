package dev.latchkey.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Reads the development inbox of a server. */
public final class Inbox {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Http http;
  private final BooleanSupplier nothingIsOnItsWay;

  /** Of a server that cannot be looked into: what is on its way there is not waited for. */
  public Inbox(Http http) {
    this(http, () -> true);
  }

  Inbox(Http http, BooleanSupplier nothingIsOnItsWay) {
    this.http = http;
    this.nothingIsOnItsWay = nothingIsOnItsWay;
  }

  /** A message as the inbox has it. */
  public record Message(
      String channel,
      String recipient,
      String subject,
      String text,
      String html,
      List<String> codes,
      List<String> links) {

    /** The one code in it. */
    public String code() {
      return codes.get(0);
    }

    /** The one link in it. */
    public String link() {
      return links.get(0);
    }
  }

  /**
   * The messages to that recipient, oldest first, once none is on its way any more: sending is
   * asynchronous, and what was sent before must not be counted with what comes after.
   */
  public List<Message> to(String recipient) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!nothingIsOnItsWay.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("Messages are still on their way");
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return soFar(recipient);
  }

  private List<Message> soFar(String recipient) {
    JsonNode list = http.get("/inbox/messages", Map.of("to", recipient)).json();
    return StreamSupport.stream(list.spliterator(), false).map(Inbox::message).toList();
  }

  /**
   * The newest message to that recipient, once there are {@code count} of them: sending is
   * asynchronous.
   */
  public Message await(String recipient, int count) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      List<Message> messages = soFar(recipient);
      if (messages.size() >= count) {
        return messages.get(count - 1);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    throw new AssertionError(
        "Fewer than " + count + " messages to " + recipient + ": " + soFar(recipient));
  }

  /** The {@code count}th message with a code in it to that recipient; notices may come between. */
  public Message awaitCode(String recipient, int count) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      List<Message> messages =
          soFar(recipient).stream().filter(message -> !message.codes().isEmpty()).toList();
      if (messages.size() >= count) {
        return messages.get(count - 1);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    throw new AssertionError(
        "Fewer than " + count + " messages with a code to " + recipient + ": " + soFar(recipient));
  }

  private static Message message(JsonNode json) {
    return new Message(
        json.path("channel").asString(""),
        json.path("recipient").asString(""),
        json.path("subject").asString(""),
        json.path("text").asString(""),
        json.path("html").asString(""),
        texts(json.path("codes")),
        texts(json.path("links")));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).toList();
  }
}
