package dev.latchkey.platform.http;

/** Answers one request. Runs on its own virtual thread, so it may block. */
@FunctionalInterface
public interface Handler {

  Response handle(Request request);
}
