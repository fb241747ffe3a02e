package dev.latchkey.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A system of the operator's that is called: keeps what it is sent, and answers as it is told, by
 * path; 204 where it is told nothing. Thread-safe.
 */
public final class HookReceiver implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What was sent. Header names are compared without case. */
  public record Call(String path, Map<String, String> headers, byte[] body) {

    public JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** The header, or the empty string. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** Whether it carries a signature of that secret, of now. */
    public boolean isSignedBy(String secret, Instant now) {
      return new WebhookVerifier(secret).accepts(header("X-Webhook-Signature"), body, now);
    }
  }

  /** What is answered: a redirect when there is a location. */
  public record Reply(int status, String body, String location) {

    public static Reply of(int status) {
      return new Reply(status, "", "");
    }

    public static Reply json(String body) {
      return new Reply(200, body, "");
    }

    public static Reply redirect(String location) {
      return new Reply(307, "", location);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Function<Call, Reply>> answers = new ConcurrentHashMap<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private HookReceiver(HttpServer server) {
    this.server = server;
  }

  public static HookReceiver start() {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HookReceiver receiver = new HookReceiver(HttpServer.create(address, 0));
      receiver.server.setExecutor(receiver.threads);
      receiver.server.createContext("/", receiver::handle);
      receiver.server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** How calls to that path are answered from now on. */
  public void answer(String path, Function<Call, Reply> how) {
    answers.put(path, how);
  }

  public void answer(String path, Reply reply) {
    answer(path, call -> reply);
  }

  /** Calls to that path are answered when the receiver is closed. */
  public void hang(String path) {
    answer(
        path,
        call -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Reply.of(204);
        });
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      Call call =
          new Call(
              exchange.getRequestURI().getPath(),
              headers,
              exchange.getRequestBody().readAllBytes());
      calls.add(call);
      Reply reply = answers.getOrDefault(call.path(), any -> Reply.of(204)).apply(call);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      if (!reply.location().isEmpty()) {
        exchange.getResponseHeaders().set("Location", reply.location());
      }
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /** Every call to that path so far that is like that, oldest first. */
  public List<Call> calls(String path, Predicate<Call> like) {
    return calls.stream().filter(call -> call.path().equals(path)).filter(like).toList();
  }

  /** The calls to that path that are like that, once there are {@code count} of them. */
  public List<Call> await(String path, int count, Predicate<Call> like) {
    Instant end = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(end)) {
      List<Call> found = calls(path, like);
      if (found.size() >= count) {
        return found;
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    throw new AssertionError("Fewer than " + count + " such calls to " + path + ": " + calls);
  }

  /** The first call to that path that is like that, once it is there. */
  public Call await(String path, Predicate<Call> like) {
    return await(path, 1, like).get(0);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
