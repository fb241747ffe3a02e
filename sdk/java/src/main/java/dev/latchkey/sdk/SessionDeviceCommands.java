package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.SessionDevice;
import java.util.List;
import java.util.function.Consumer;

/** Where the user is logged in. Needs the scope {@code session}. */
public interface SessionDeviceCommands {

  /**
   * Lists the sessions of the user.
   *
   * @param authToken the user's tokens
   * @return the sessions
   */
  Command<List<SessionDevice>> listSessionDevices(AuthToken authToken);

  /**
   * As {@link #listSessionDevices(AuthToken)}, with callbacks: one of the two is called, once.
   *
   * @param authToken the user's tokens
   * @param success called with the result
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable listSessionDevices(
      AuthToken authToken,
      Consumer<? super List<SessionDevice>> success,
      Consumer<? super LatchkeyError> failure) {
    return listSessionDevices(authToken).then(success, failure);
  }

  /**
   * Ends a session of the user.
   *
   * @param authToken the user's tokens
   * @param deviceId its id
   * @return the command, without a result
   */
  Command<Void> removeSessionDevice(AuthToken authToken, String deviceId);

  /**
   * As {@link #removeSessionDevice(AuthToken, String)}, with callbacks: one of the two is called,
   * once.
   *
   * @param authToken the user's tokens
   * @param deviceId its id
   * @param success called when it is done
   * @param failure called with what went wrong
   * @return what cancels it
   */
  default Cancellable removeSessionDevice(
      AuthToken authToken,
      String deviceId,
      Runnable success,
      Consumer<? super LatchkeyError> failure) {
    return removeSessionDevice(authToken, deviceId).then(nothing -> success.run(), failure);
  }
}
