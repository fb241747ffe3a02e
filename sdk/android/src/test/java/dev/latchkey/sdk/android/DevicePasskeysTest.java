package dev.latchkey.sdk.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import android.app.Activity;
import android.content.Context;
import android.content.ContextWrapper;
import android.credentials.CreateCredentialException;
import android.credentials.CreateCredentialRequest;
import android.credentials.CreateCredentialResponse;
import android.credentials.Credential;
import android.credentials.CredentialManager;
import android.credentials.CredentialOption;
import android.credentials.GetCredentialException;
import android.credentials.GetCredentialRequest;
import android.credentials.GetCredentialResponse;
import android.credentials.ICreateCredentialCallback;
import android.credentials.ICredentialManager;
import android.credentials.IGetCredentialCallback;
import android.os.Build;
import android.os.Bundle;
import android.os.CancellationSignal;
import android.os.ICancellationSignal;
import android.os.RemoteException;
import dev.latchkey.sdk.Command;
import dev.latchkey.sdk.LatchkeyException;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.platform.PasskeyAuthenticator.Chosen;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.robolectric.Robolectric;
import org.robolectric.util.ReflectionHelpers;

/**
 * Passkeys by the framework's own Credential Manager, in front of a service that a test answers.
 */
public class DevicePasskeysTest extends OnADevice {

  private static final String OPTIONS =
      "{\"challenge\":\"abc\",\"user\":{\"id\":\"1\",\"name\":\"ada\",\"displayName\":\"Ada\"}}";

  private static final String CREATION =
      """
      {"friendly_name":"Phone","options":{"public_key":{
        "rp":{"id":"app.example","name":"App"},"user":{"id":"dXNlcg","name":"ada","display_name":"A"},
        "challenge":"Y2hhbGxlbmdl","pub_key_cred_params":[{"type":"public-key","alg":-7}],
        "timeout":60000,"exclude_credentials":[],"attestation":"none"}}}
      """;
  private static final String REQUEST =
      """
      {"public_key":{"challenge":"Y2hhbGxlbmdl","rp_id":"app.example","timeout":60000,
        "allow_credentials":[],"user_verification":"preferred"}}
      """;

  /** The system's side of the Credential Manager. */
  private static final class Service extends ICredentialManager.Default {

    private final List<CreateCredentialRequest> created = new ArrayList<>();
    private final List<GetCredentialRequest> asked = new ArrayList<>();
    private final List<String> cancelled = new ArrayList<>();
    private @Nullable String error;
    private @Nullable Credential credential;
    private boolean silent;

    @Override
    public ICancellationSignal executeCreateCredential(
        CreateCredentialRequest request, ICreateCredentialCallback callback, String caller)
        throws RemoteException {
      created.add(request);
      if (error != null) {
        callback.onError(error, "said so");
      } else {
        Bundle data = new Bundle();
        data.putString(DevicePasskeys.REGISTRATION, "{\"id\":\"new\"}");
        callback.onResponse(new CreateCredentialResponse(data));
      }
      return signal();
    }

    @Override
    public ICancellationSignal executeGetCredential(
        GetCredentialRequest request, IGetCredentialCallback callback, String caller)
        throws RemoteException {
      asked.add(request);
      if (error != null) {
        callback.onError(error, "said so");
      } else if (!silent) {
        callback.onResponse(new GetCredentialResponse(Objects.requireNonNull(credential)));
      }
      return signal();
    }

    private ICancellationSignal signal() {
      ICancellationSignal transport = CancellationSignal.createTransport();
      CancellationSignal.fromTransport(transport).setOnCancelListener(() -> cancelled.add("one"));
      return transport;
    }
  }

  private final Service service = new Service();

  private DevicePasskeys passkeys(Activity shown) {
    Context context =
        new ContextWrapper(app) {
          @Override
          public Object getSystemService(String name) {
            return name.equals(Context.CREDENTIAL_SERVICE)
                ? new CredentialManager(this, service)
                : super.getSystemService(name);
          }
        };
    return new DevicePasskeys(context, CurrentActivity.follow(shown));
  }

  private static Throwable causeOf(CompletableFuture<?> ceremony) {
    return Objects.requireNonNull(
        catchThrowableOfType(ExecutionException.class, ceremony::get).getCause());
  }

  private static Credential passkey(String json) {
    Bundle data = new Bundle();
    data.putString(DevicePasskeys.AUTHENTICATION, json);
    return new Credential(DevicePasskeys.PASSKEY, data);
  }

  @Test
  public void a_passkey_is_made_of_the_options_as_they_are() throws Exception {
    String made = passkeys(activity).create(OPTIONS).toCompletableFuture().get();
    assertThat(made).isEqualTo("{\"id\":\"new\"}");
    CreateCredentialRequest request = service.created.get(0);
    assertThat(request.getType()).isEqualTo("androidx.credentials.TYPE_PUBLIC_KEY_CREDENTIAL");
    Bundle data = request.getCredentialData();
    assertThat(data.getString("androidx.credentials.BUNDLE_KEY_REQUEST_JSON")).isEqualTo(OPTIONS);
    Bundle shown =
        Objects.requireNonNull(
            data.getBundle("androidx.credentials.BUNDLE_KEY_REQUEST_DISPLAY_INFO"));
    assertThat(shown.getCharSequence("androidx.credentials.BUNDLE_KEY_USER_ID")).isEqualTo("ada");
    assertThat(shown.getCharSequence("androidx.credentials.BUNDLE_KEY_USER_DISPLAY_NAME"))
        .isEqualTo("Ada");
  }

  @Test
  public void a_passkey_is_asked_for_with_the_options_as_they_are() throws Exception {
    service.credential = passkey("{\"id\":\"known\"}");
    Chosen chosen =
        passkeys(activity)
            .get("{\"challenge\":\"abc\"}", EnumSet.of(CredentialType.Passkey))
            .toCompletableFuture()
            .get();
    assertThat(chosen.getPasskey()).isEqualTo("{\"id\":\"known\"}");
    List<CredentialOption> options = service.asked.get(0).getCredentialOptions();
    assertThat(options).hasSize(1);
    assertThat(
            options
                .get(0)
                .getCredentialRetrievalData()
                .getString("androidx.credentials.BUNDLE_KEY_REQUEST_JSON"))
        .isEqualTo("{\"challenge\":\"abc\"}");
  }

  @Test
  public void a_stored_password_may_be_offered_too() throws Exception {
    Bundle data = new Bundle();
    data.putString(DevicePasskeys.USERNAME, "ada@example.org");
    data.putString(DevicePasskeys.PASSWORD, "secret");
    service.credential = new Credential(Credential.TYPE_PASSWORD_CREDENTIAL, data);
    Chosen chosen =
        passkeys(activity)
            .get("{}", EnumSet.allOf(CredentialType.class))
            .toCompletableFuture()
            .get();
    assertThat(chosen.getUsername()).isEqualTo("ada@example.org");
    assertThat(chosen.getPassword()).isEqualTo("secret");
    assertThat(service.asked.get(0).getCredentialOptions())
        .extracting(CredentialOption::getType)
        .containsExactlyInAnyOrder(DevicePasskeys.PASSKEY, Credential.TYPE_PASSWORD_CREDENTIAL);
  }

  @Test
  public void a_user_who_gives_up_is_no_failure_of_the_device() {
    service.error = CreateCredentialException.TYPE_USER_CANCELED;
    assertThat(passkeys(activity).create(OPTIONS).toCompletableFuture().isCancelled()).isTrue();
    service.error = GetCredentialException.TYPE_USER_CANCELED;
    assertThat(catchThrowableOfType(CancellationException.class, () -> get().get())).isNotNull();
  }

  private CompletableFuture<Chosen> get() {
    return passkeys(activity).get("{}", EnumSet.of(CredentialType.Passkey)).toCompletableFuture();
  }

  @Test
  public void a_failure_of_the_device_is_told_with_its_cause() {
    service.error = GetCredentialException.TYPE_NO_CREDENTIAL;
    LatchkeyError error = ((LatchkeyException) causeOf(get())).getError();
    assertThat(error.getMessage()).contains("said so");
    assertThat(error.getException()).isInstanceOf(GetCredentialException.class);
  }

  @Test
  public void a_command_that_is_cancelled_closes_the_systems_window() {
    service.silent = true;
    CompletableFuture<Chosen> ceremony = get();
    ceremony.cancel(true);
    assertThat(service.cancelled).hasSize(1);
  }

  @Test
  public void the_window_needs_an_activity_that_is_shown() {
    Activity gone = Robolectric.buildActivity(Activity.class).create().destroy().get();
    DevicePasskeys passkeys = passkeys(gone);
    assertThat(
            catchThrowableOfType(LatchkeyException.class, () -> passkeys.create(OPTIONS))
                .getError()
                .getMessage())
        .contains("No activity");
    Robolectric.buildActivity(Activity.class).create().start().resume();
    assertThat(passkeys.create(OPTIONS).toCompletableFuture()).isCompleted();
  }

  @Test
  public void options_that_are_not_json_are_refused() {
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class, () -> passkeys(activity).create("{")))
        .isNotNull();
  }

  @Test
  public void a_device_that_is_too_old_says_so_and_what_to_do() {
    ReflectionHelpers.setStaticField(Build.VERSION.class, "SDK_INT", 33);
    for (Command<?> command : commands(latchkey())) {
      LatchkeyError error = failureOf(command);
      assertThat(error.getErrorCode()).isEqualTo(ErrorCode.NotImplemented);
      assertThat(error.getMessage()).contains("Android 14", "API 33", "passkeyAuthenticator");
    }
  }

  private List<Command<?>> commands(LatchkeyAndroid latchkey) {
    AuthToken token = AuthToken.builder().setAccessToken("a").build();
    answers(200, CREATION);
    Command<Void> register = latchkey.getClient().registerNewPasskey(token, null);
    until(register::isDone);
    answers(200, REQUEST);
    return List.of(
        register,
        latchkey
            .getClient()
            .discoverableLogin(Set.of("openid"), null, EnumSet.of(CredentialType.Passkey)));
  }
}
