package dev.latchkey.sdk.android;

import android.app.Activity;
import android.content.Context;
import android.credentials.CreateCredentialException;
import android.credentials.CreateCredentialRequest;
import android.credentials.CreateCredentialResponse;
import android.credentials.Credential;
import android.credentials.CredentialManager;
import android.credentials.CredentialOption;
import android.credentials.GetCredentialException;
import android.credentials.GetCredentialRequest;
import android.credentials.GetCredentialResponse;
import android.os.Bundle;
import android.os.CancellationSignal;
import android.os.OutcomeReceiver;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import dev.latchkey.sdk.LatchkeyException;
import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.platform.PasskeyAuthenticator;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Passkeys and stored passwords of the device, by the framework's Credential Manager: Android 14
 * (API 34) and later. The names in its bundles are those of androidx.credentials, which every
 * provider of credentials reads.
 */
final class DevicePasskeys implements PasskeyAuthenticator {

  static final int FIRST_API = 34;

  static final String PASSKEY = "androidx.credentials.TYPE_PUBLIC_KEY_CREDENTIAL";
  static final String REQUEST = "androidx.credentials.BUNDLE_KEY_REQUEST_JSON";
  static final String REGISTRATION = "androidx.credentials.BUNDLE_KEY_REGISTRATION_RESPONSE_JSON";
  static final String AUTHENTICATION =
      "androidx.credentials.BUNDLE_KEY_AUTHENTICATION_RESPONSE_JSON";
  static final String USERNAME = "androidx.credentials.BUNDLE_KEY_ID";
  static final String PASSWORD = "androidx.credentials.BUNDLE_KEY_PASSWORD";

  private static final String SUBTYPE = "androidx.credentials.BUNDLE_KEY_SUBTYPE";
  private static final String CREATE =
      "androidx.credentials.BUNDLE_VALUE_SUBTYPE_CREATE_PUBLIC_KEY_CREDENTIAL_REQUEST";
  private static final String GET =
      "androidx.credentials.BUNDLE_VALUE_SUBTYPE_GET_PUBLIC_KEY_CREDENTIAL_OPTION";
  private static final String DISPLAY = "androidx.credentials.BUNDLE_KEY_REQUEST_DISPLAY_INFO";
  private static final String DISPLAY_ID = "androidx.credentials.BUNDLE_KEY_USER_ID";
  private static final String DISPLAY_NAME = "androidx.credentials.BUNDLE_KEY_USER_DISPLAY_NAME";

  private final Context context;
  private final CurrentActivity current;

  DevicePasskeys(Context context, CurrentActivity current) {
    this.context = context;
    this.current = current;
  }

  @Override
  public CompletionStage<String> create(String creationOptions) {
    Bundle data = request(CREATE, creationOptions);
    Bundle candidates = new Bundle(data);
    data.putBundle(DISPLAY, user(creationOptions));
    Ceremony<String> ceremony = new Ceremony<>();
    manager()
        .createCredential(
            activity(),
            new CreateCredentialRequest.Builder(PASSKEY, data, candidates).build(),
            ceremony.signal,
            Runnable::run,
            new OutcomeReceiver<CreateCredentialResponse, CreateCredentialException>() {
              @Override
              public void onResult(CreateCredentialResponse response) {
                ceremony.complete(response.getData().getString(REGISTRATION));
              }

              @Override
              public void onError(CreateCredentialException e) {
                ceremony.fail(e.getType().equals(CreateCredentialException.TYPE_USER_CANCELED), e);
              }
            });
    return ceremony;
  }

  @Override
  public CompletionStage<Chosen> get(String requestOptions, Set<CredentialType> types) {
    GetCredentialRequest.Builder wanted = new GetCredentialRequest.Builder(new Bundle());
    if (types.contains(CredentialType.Passkey)) {
      Bundle data = request(GET, requestOptions);
      wanted.addCredentialOption(new CredentialOption.Builder(PASSKEY, data, data).build());
    }
    if (types.contains(CredentialType.Password)) {
      wanted.addCredentialOption(
          new CredentialOption.Builder(
                  Credential.TYPE_PASSWORD_CREDENTIAL, new Bundle(), new Bundle())
              .build());
    }
    Ceremony<Chosen> ceremony = new Ceremony<>();
    manager()
        .getCredential(
            activity(),
            wanted.build(),
            ceremony.signal,
            Runnable::run,
            new OutcomeReceiver<GetCredentialResponse, GetCredentialException>() {
              @Override
              public void onResult(GetCredentialResponse response) {
                ceremony.complete(chosen(response.getCredential()));
              }

              @Override
              public void onError(GetCredentialException e) {
                ceremony.fail(e.getType().equals(GetCredentialException.TYPE_USER_CANCELED), e);
              }
            });
    return ceremony;
  }

  private static Chosen chosen(Credential credential) {
    Bundle data = credential.getData();
    return credential.getType().equals(Credential.TYPE_PASSWORD_CREDENTIAL)
        ? Chosen.password(data.getString(USERNAME, ""), data.getString(PASSWORD, ""))
        : Chosen.passkey(data.getString(AUTHENTICATION, ""));
  }

  private static Bundle request(String subtype, String options) {
    Bundle data = new Bundle();
    data.putString(SUBTYPE, subtype);
    data.putString(REQUEST, options);
    return data;
  }

  /** Whose passkey it will be, for the system's own window. */
  private static Bundle user(String creationOptions) {
    Bundle display = new Bundle();
    try {
      JsonObject user = JsonParser.object().from(creationOptions).getObject("user");
      String name = user.getString("name", "");
      display.putCharSequence(DISPLAY_ID, name);
      display.putCharSequence(DISPLAY_NAME, user.getString("displayName", name));
    } catch (JsonParserException e) {
      throw new IllegalArgumentException("The options are not JSON", e);
    }
    return display;
  }

  private CredentialManager manager() {
    CredentialManager manager = context.getSystemService(CredentialManager.class);
    if (manager == null) {
      throw failure("This device has no Credential Manager", null);
    }
    return manager;
  }

  private Activity activity() {
    Activity activity = current.get();
    if (activity == null) {
      throw failure("No activity of the app is shown that passkeys could be asked for over", null);
    }
    return activity;
  }

  private static LatchkeyException failure(String message, @Nullable Exception cause) {
    return new LatchkeyException(new LatchkeyError(message, null, cause, null));
  }

  /** What the user does in the system's window; cancelling it closes the window. */
  private static final class Ceremony<T> extends CompletableFuture<T> {

    final CancellationSignal signal = new CancellationSignal();

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      if (cancelled) {
        signal.cancel();
      }
      return cancelled;
    }

    void fail(boolean byUser, Exception cause) {
      completeExceptionally(
          byUser
              ? new CancellationException("The user gave up")
              : failure("The device has not done it: " + cause.getMessage(), cause));
    }
  }
}
