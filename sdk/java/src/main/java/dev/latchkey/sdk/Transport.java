package dev.latchkey.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Sends requests, follows no redirects, and tries again what is safe to try again. Thread-safe. */
final class Transport {

  private static final MediaType JSON = MediaType.get("application/json; charset=UTF-8");
  private static final int MAX_ANSWER = 1024 * 1024;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final OkHttpClient client;
  private final HttpUrl base;
  private final Map<String, String> headers;
  private final Supplier<String> language;
  private final Map<String, String> metadata;
  private final Cookies cookies;
  private final int retries;
  private final Duration firstPause;

  /**
   * @param headers that every request has
   * @param language that of texts for the user, asked for with every request
   * @param metadata what the Identity API is told of this SDK, in the query
   * @param retries how often a safe request is sent again
   * @param firstPause before the second try, about; each pause is twice as long as the last
   */
  Transport(
      OkHttpClient client,
      HttpUrl base,
      Map<String, String> headers,
      Supplier<String> language,
      Map<String, String> metadata,
      Cookies cookies,
      int retries,
      Duration firstPause) {
    this.client = client;
    this.base = base;
    this.headers = headers;
    this.language = language;
    this.metadata = metadata;
    this.cookies = cookies;
    this.retries = retries;
    this.firstPause = firstPause;
  }

  /** The whole address of a request. */
  HttpUrl url(WireRequest request) {
    HttpUrl.Builder url = base.newBuilder().encodedPath(request.path());
    request.query().forEach(url::addQueryParameter);
    if (request.path().startsWith("/identity/") || request.path().startsWith("/api/")) {
      metadata.forEach(url::addQueryParameter);
    }
    return url.build();
  }

  Answer send(WireRequest request, Cancellation cancellation) throws IOException {
    for (int attempt = 0; ; attempt++) {
      boolean last = attempt >= retries || !request.isSafe();
      Duration pause;
      try {
        Answer answer = once(request, cancellation);
        pause = pauseAfter(answer, attempt);
        if (last || pause == null) {
          return answer;
        }
      } catch (MalformedAnswerException e) {
        throw e;
      } catch (IOException e) {
        if (last || cancellation.isCancelled()) {
          throw e;
        }
        pause = backOff(attempt);
      }
      cancellation.pause(pause);
    }
  }

  private Answer once(WireRequest request, Cancellation cancellation) throws IOException {
    Call call = client.newCall(prepare(request));
    cancellation.begin(call::cancel);
    try (Response response = call.execute()) {
      cookies.keep(response.headers("Set-Cookie"));
      return new Answer(
          response.code(),
          read(response.body().source()),
          response.header("Location"),
          response.header("Retry-After"));
    } finally {
      cancellation.ended();
    }
  }

  private Request prepare(WireRequest request) {
    Request.Builder builder = new Request.Builder().url(url(request));
    headers.forEach(builder::header);
    builder.header("Accept-Language", language.get());
    if (request.authorization() != null) {
      builder.header("Authorization", request.authorization());
    }
    String cookie = request.sendsCookies() ? cookies.header() : "";
    if (!cookie.isEmpty()) {
      builder.header("Cookie", cookie);
    }
    boolean hasBody = request.method().equals("POST") || !request.body().isEmpty();
    return builder
        .method(request.method(), hasBody ? new JsonBody(Json.write(request.body())) : null)
        .build();
  }

  private static String read(BufferedSource source) throws IOException {
    Buffer buffer = new Buffer();
    while (source.read(buffer, MAX_ANSWER) >= 0) {
      if (buffer.size() > MAX_ANSWER) {
        throw new MalformedAnswerException("The answer is too long");
      }
    }
    return buffer.readUtf8();
  }

  /** How long to wait before trying again; null when the answer is final. */
  private @Nullable Duration pauseAfter(Answer answer, int attempt) {
    switch (answer.status()) {
      case 502:
      case 503:
      case 504:
        Duration asked = retryAfter(answer);
        return asked == null ? backOff(attempt) : withinReason(asked);
      case 429:
        Duration wanted = retryAfter(answer);
        return wanted == null ? null : withinReason(wanted);
      default:
        return null;
    }
  }

  private static @Nullable Duration withinReason(Duration asked) {
    return asked.compareTo(LONGEST_PAUSE) <= 0 ? asked : null;
  }

  private static @Nullable Duration retryAfter(Answer answer) {
    String seconds = answer.retryAfter();
    return seconds == null || !seconds.matches("\\d{1,6}")
        ? null
        : Duration.ofSeconds(Long.parseLong(seconds));
  }

  /** Half of it is chance, so that clients which failed together do not come back together. */
  private Duration backOff(int attempt) {
    long longest = firstPause.toMillis() << attempt;
    return Duration.ofMillis(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
  }

  /** A body that is sent once: OkHttp must not try again what may have happened already. */
  private static final class JsonBody extends RequestBody {

    private final byte[] bytes;

    JsonBody(String text) {
      this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
    }
  }
}
