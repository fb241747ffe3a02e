package dev.latchkey.flows.registration;

import dev.latchkey.domain.client.ClientMetadata;
import dev.latchkey.domain.client.RegisteredClients;
import dev.latchkey.domain.client.RegisteredClients.Registration;
import dev.latchkey.domain.client.SectorIdentifiers;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import java.util.List;
import java.util.Objects;

/** A client puts other metadata in the place of those it registered (RFC 7592 section 2.2). */
public final class ReplaceRegistration {

  /** What only the server says: a client that sends it has mixed up the two. */
  private static final List<String> OF_THE_SERVER =
      List.of(
          "registration_access_token",
          "registration_client_uri",
          "client_secret_expires_at",
          "client_id_issued_at");

  private final ReadRegistration read;
  private final RegisteredClients clients;
  private final SectorIdentifiers sectors;
  private final Secrets secrets;

  public ReplaceRegistration(
      ReadRegistration read,
      RegisteredClients clients,
      SectorIdentifiers sectors,
      Secrets secrets) {
    this.read = read;
    this.clients = clients;
    this.sectors = sectors;
    this.secrets = secrets;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException as {@link ReadRegistration#run} and {@link
   *     ClientMetadata#read}
   */
  public Registered run(Tenant tenant, String clientId, String token, Fields sent) {
    Registration before = read.run(tenant, clientId, token);
    RegistrationPolicy policy = Objects.requireNonNull(tenant.registration());
    requireItsOwn(tenant, clientId, sent);
    ClientMetadata metadata = ClientMetadata.read(sent, tenant, policy);
    sectors.require(tenant, metadata);
    boolean needsSecret = metadata.hasSecret() && !before.metadata().hasSecret();
    String secret = needsSecret ? secrets.token() : null;
    Registration after = new Registration(clientId, metadata, before.createdAt());
    clients.replace(tenant, after, secret, metadata.hasSecret());
    return new Registered(after, secret, token);
  }

  private void requireItsOwn(Tenant tenant, String clientId, Fields sent) {
    if (!text(sent, "client_id").equals(clientId)) {
      throw invalid("client_id", "Must be the client's own");
    }
    for (String member : OF_THE_SERVER) {
      if (sent.has(member)) {
        throw invalid(member, "Must not be sent");
      }
    }
    if (sent.has("client_secret")
        && !clients.hasSecret(tenant, clientId, text(sent, "client_secret"))) {
      throw invalid("client_secret", "Must be the client's own, or not be sent");
    }
  }

  private static String text(Fields sent, String member) {
    return sent.node(member).map(value -> value.asString("")).orElse("");
  }

  private static ApiException invalid(String member, String message) {
    return ApiError.INVALID_CLIENT_METADATA.exception(FieldError.invalid(member, message));
  }
}
