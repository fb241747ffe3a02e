package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says of itself when it registers (RFC 7591 section 2, OpenID Connect Registration
 * section 2): checked, completed, and without what this server does not know (section 2 of the RFC:
 * such values are ignored). The names on the wire are the names here.
 *
 * @param values as they are kept and told back
 */
public record ClientMetadata(ObjectNode values) {

  /** What may sign what it is told of users. */
  public static final List<String> TOKEN_ALGORITHMS = List.of("RS256", "ES256", "PS256", "EdDSA");

  static final String CODE_GRANT = "authorization_code";
  static final String REFRESH_GRANT = "refresh_token";
  static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  /**
   * Reads what a client sent.
   *
   * @throws ApiException {@code INVALID_REDIRECT_URI}, {@code INVALID_CLIENT_METADATA}, each with
   *     the member it is about
   */
  public static ClientMetadata read(Fields sent, Tenant tenant, RegistrationPolicy policy) {
    return new MetadataRules(new SentMetadata(sent), tenant, policy).run();
  }

  public String authMethod() {
    return values.path("token_endpoint_auth_method").asString("");
  }

  public boolean hasSecret() {
    return authMethod().startsWith("client_secret_");
  }

  public List<String> redirectUris() {
    return texts(values.path("redirect_uris"));
  }

  /** Every address that a browser or this server goes to on the client's word. */
  Stream<String> ownAddresses() {
    return Stream.of(
            values.path("redirect_uris").valueStream(),
            values.path("post_logout_redirect_uris").valueStream(),
            Stream.of(
                values.path("backchannel_logout_uri"), values.path("frontchannel_logout_uri")))
        .flatMap(Function.identity())
        .map(uri -> uri.asString(""))
        .filter(uri -> !uri.isEmpty());
  }

  boolean has(String grant) {
    return texts(values.path("grant_types")).contains(grant);
  }

  /** Whether devices of it may be let in, which have no address to be answered at (RFC 8628). */
  boolean hasDevices() {
    return has(DEVICE_GRANT);
  }

  /**
   * What users read: what the client calls itself, and where it is at home, which it cannot lie on.
   *
   * @param home null: nowhere that anybody has shown
   */
  String displayName(String id, @Nullable String home) {
    String name = values.path("client_name").asString("");
    if (home == null) {
      return name.isEmpty() ? id : name;
    }
    return name.isEmpty() ? home : name + " (" + home + ")";
  }

  static List<String> texts(JsonNode list) {
    return list.valueStream().map(one -> one.asString("")).toList();
  }
}
