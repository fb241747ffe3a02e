package dev.latchkey.domain.proof;

import java.util.List;

/** A proof that may open a session, if the policy finds it enough. */
public sealed interface LoginProof extends Proof
    permits PasswordProof,
        SignupProof,
        CodeProof,
        PasskeyProof,
        FederatedProof,
        CustomTokenProof,
        TotpProof,
        RecoveryCodeProof,
        PushProof,
        TrustedDeviceProof,
        SessionProof {

  /** What was shown; the same thing shown twice is one factor. */
  String factor();

  /** RFC 8176 method references: {@code pwd}, {@code otp}, {@code sms}, … */
  List<String> amr();

  /** {@code auth_type} of tokens and events (contract section 11.4). */
  String authType();
}
