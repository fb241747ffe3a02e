package dev.latchkey.domain.event;

/**
 * Who speaks, as far as a request tells without proof. Good for logs, limits and reports, never for
 * a decision about identity.
 *
 * @param ip the client's address behind trusted proxies
 * @param userAgent cut to 255 characters, empty when absent
 * @param correlationId of the client, or made here
 * @param origin free text for reports (the {@code origin} field of the contract), empty when absent
 * @param host scheme and host name that were called, such as {@code https://id.example.com}
 */
public record Caller(
    String ip, String userAgent, String correlationId, String origin, String host) {

  public Caller withOrigin(String text) {
    return new Caller(ip, userAgent, correlationId, text, host);
  }

  /** The same without what tells of whom it is. */
  public Caller unnamed() {
    return new Caller("", "", correlationId, "", host);
  }

  /** As {@link UserAgent#deviceClass()}. */
  public String deviceClass() {
    return new UserAgent(userAgent).deviceClass();
  }
}
