package dev.latchkey.platform.http;

/** The server does not listen: its port is somebody else's by now. */
public final class CannotListen extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotListen(String address, int port) {
    super("Cannot listen on %s, port %d".formatted(address, port));
  }
}
