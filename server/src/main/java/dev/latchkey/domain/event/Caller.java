package dev.latchkey.domain.event;

import java.util.Locale;

/**
 * Who speaks, as far as a request tells without proof. Good for logs, limits and reports, never for
 * a decision about identity.
 *
 * @param ip the client's address behind trusted proxies
 * @param userAgent cut to 255 characters, empty when absent
 * @param correlationId of the client, or made here
 * @param origin free text for reports (the {@code origin} field of the contract), empty when absent
 */
public record Caller(String ip, String userAgent, String correlationId, String origin) {

  public Caller withOrigin(String text) {
    return new Caller(ip, userAgent, correlationId, text);
  }

  /**
   * {@code desktop}, {@code ios}, {@code android}, {@code mobile_web} or {@code windows_phone}
   * (contract section 2.2).
   */
  public String deviceClass() {
    String agent = userAgent.toLowerCase(Locale.ROOT);
    if (agent.contains("windows phone")) {
      return "windows_phone";
    }
    if (agent.contains("mozilla") && agent.contains("mobile")) {
      return "mobile_web";
    }
    if (agent.contains("okhttp") || agent.contains("android")) {
      return "android";
    }
    if (agent.contains("cfnetwork") || agent.contains("iphone") || agent.contains("ipad")) {
      return "ios";
    }
    return "desktop";
  }
}
