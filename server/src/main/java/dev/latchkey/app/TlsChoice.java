package dev.latchkey.app;

import java.nio.file.Path;

/** How this server's own connections are protected. */
public sealed interface TlsChoice {

  /** Not at all: plain HTTP. */
  record Off() implements TlsChoice {}

  /** By a certificate that is made on first use and vouches for itself. */
  record SelfSigned() implements TlsChoice {}

  /** By the operator's own, in PEM files. */
  record Files(Path certificate, Path key) implements TlsChoice {}

  default boolean isOn() {
    return !(this instanceof Off);
  }
}
