package dev.latchkey.sdk.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.Application;
import android.content.Intent;
import android.os.Looper;
import dev.latchkey.sdk.LatchkeyException;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.WebLoginRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowActivity.IntentForResult;

/** A device with a browser, an app on it, and a server that says what it is told to. */
@RunWith(RobolectricTestRunner.class)
abstract class OnADevice {

  static final String REDIRECT = "reachfive://app/callback";
  static final String TOKENS =
      "{\"access_token\":\"access\",\"refresh_token\":\"refresh\",\"token_type\":\"Bearer\","
          + "\"expires_in\":3600}";
  static final WebLoginRequest LOGIN =
      WebLoginRequest.builder().setScope(List.of("openid")).build();

  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();

  final Application app = RuntimeEnvironment.getApplication();
  final MockWebServer server = new MockWebServer();
  final Activity activity =
      Robolectric.buildActivity(Activity.class).create().start().resume().get();
  private final List<LatchkeyAndroid> opened = new ArrayList<>();

  @Before
  public void start() throws IOException {
    FakeKeystore.install();
    server.start();
  }

  @After
  public void stop() {
    opened.forEach(LatchkeyAndroid::close);
    server.close();
    FakeKeystore.remove();
  }

  SdkConfig.Builder config() {
    return SdkConfig.builder("localhost:" + server.getPort(), "app")
        .setInsecureLoopback(true)
        .setOriginWebAuthn("https://app.example");
  }

  /** The SDK as a process of the app has it: a second one knows what the first left on the disk. */
  LatchkeyAndroid latchkey() {
    LatchkeyAndroid latchkey =
        LatchkeyAndroid.create(
            app, config().build(), builder -> builder.retries(0, Duration.ofMillis(1)));
    opened.add(latchkey);
    return latchkey;
  }

  void answers(int status, String body) {
    server.enqueue(new MockResponse.Builder().code(status).body(body).build());
  }

  RecordedRequest request() {
    try {
      return Objects.requireNonNull(server.takeRequest(5, TimeUnit.SECONDS), "a further request");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String body(RecordedRequest request) {
    return request.getBody() == null ? "" : request.getBody().utf8();
  }

  /** Lets the main thread work, which is this one, until that holds. */
  static void until(BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE;
    while (!holds.getAsBoolean() && System.nanoTime() < end) {
      shadowOf(Looper.getMainLooper()).idle();
      Thread.onSpinWait();
    }
    assertThat(holds.getAsBoolean()).as("in time").isTrue();
  }

  static <T> T await(CompletableFuture<T> future) {
    until(future::isDone);
    return future.join();
  }

  static LatchkeyError failureOf(CompletableFuture<?> future) {
    until(future::isDone);
    ExecutionException thrown = catchThrowableOfType(ExecutionException.class, future::get);
    return ((LatchkeyException) Objects.requireNonNull(thrown.getCause())).getError();
  }

  /** What the activity has started for a result. */
  IntentForResult started() {
    return startedBy(activity);
  }

  /** What that activity has started for a result. */
  static IntentForResult startedBy(Activity activity) {
    List<IntentForResult> started = new ArrayList<>();
    until(() -> {
      IntentForResult next = shadowOf(activity).getNextStartedActivityForResult();
      if (next != null) {
        started.add(next);
      }
      return !started.isEmpty();
    });
    return started.get(0);
  }

  /** The page that an intent of the SDK shows. */
  static HttpUrl page(Intent intent) {
    return HttpUrl.get(String.valueOf(intent.getStringExtra("dev.latchkey.PAGE")));
  }
}
