package dev.latchkey.sdk.android;

import android.os.Build;
import dev.latchkey.sdk.LatchkeyException;
import dev.latchkey.sdk.model.CredentialType;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.platform.PasskeyAuthenticator;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A device whose Android is too old for the framework's passkeys. */
final class NoPasskeys implements PasskeyAuthenticator {

  @Override
  public CompletionStage<String> create(String creationOptions) {
    throw tooOld();
  }

  @Override
  public CompletionStage<Chosen> get(String requestOptions, Set<CredentialType> types) {
    throw tooOld();
  }

  private static LatchkeyException tooOld() {
    return new LatchkeyException(
        new LatchkeyError(
            "Passkeys need Android 14 (API "
                + DevicePasskeys.FIRST_API
                + "), this device has API "
                + Build.VERSION.SDK_INT
                + ": give the client a passkeyAuthenticator of your own, or offer another login",
            ErrorCode.NotImplemented.getCode(),
            null,
            null));
  }
}
