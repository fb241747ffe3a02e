package dev.latchkey.flows.password;

import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.proof.CodePurpose;

/** What a user has lost who asks for a way back in (contract sections 7.1 and 7.3). */
public enum Loss {
  PASSWORD(
      MessageKind.PASSWORD_RESET,
      CodePurpose.PASSWORD_RESET,
      EventType.PASSWORD_RESET_REQUESTED,
      "return_to_after_password_reset"),
  /** Everything that opens the account: the code is good for a new passkey or a new password. */
  ACCOUNT(
      MessageKind.ACCOUNT_RECOVERY,
      CodePurpose.ACCOUNT_RECOVERY,
      EventType.ACCOUNT_RECOVERY_REQUESTED,
      "return_to_after_account_recovery");

  private final MessageKind message;
  private final CodePurpose purpose;
  private final EventType event;
  private final String returnToName;

  Loss(MessageKind message, CodePurpose purpose, EventType event, String returnToName) {
    this.message = message;
    this.purpose = purpose;
    this.event = event;
    this.returnToName = returnToName;
  }

  MessageKind message() {
    return message;
  }

  CodePurpose purpose() {
    return purpose;
  }

  EventType event() {
    return event;
  }

  /** The parameter that carries the caller's own page through the link. */
  public String returnToName() {
    return returnToName;
  }
}
