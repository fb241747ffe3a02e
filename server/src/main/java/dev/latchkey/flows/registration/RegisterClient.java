package dev.latchkey.flows.registration;

import dev.latchkey.domain.client.ClientMetadata;
import dev.latchkey.domain.client.ClientSecrets;
import dev.latchkey.domain.client.RegisteredClients;
import dev.latchkey.domain.client.RegisteredClients.Registration;
import dev.latchkey.domain.client.SectorIdentifiers;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.tenant.RegistrationPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client registers itself (RFC 7591 section 3). */
public final class RegisterClient {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.client");

  private final RegisteredClients clients;
  private final SectorIdentifiers sectors;
  private final Secrets secrets;
  private final InstantSource clock;

  public RegisterClient(
      RegisteredClients clients, SectorIdentifiers sectors, Secrets secrets, InstantSource clock) {
    this.clients = clients;
    this.sectors = sectors;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * @param initialAccessToken null: none was shown
   * @param sent client metadata
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND} where it is off,
   *     {@code REGISTRATION_TOKEN_INVALID}, {@code TOO_MANY_CLIENTS}, and as {@link
   *     ClientMetadata#read} and {@link SectorIdentifiers#require}
   */
  public Registered run(Tenant tenant, @Nullable String initialAccessToken, Fields sent) {
    RegistrationPolicy policy = tenant.registration();
    if (policy == null || !policy.hasEndpoint()) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
    // A wrong token is refused also where none is needed: its owner thinks that it counts.
    boolean isKnown = ClientSecrets.isAmong(policy.initialAccessTokens(), initialAccessToken);
    if (!isKnown && (!policy.open() || initialAccessToken != null)) {
      throw ApiError.REGISTRATION_TOKEN_INVALID.exception();
    }
    ClientMetadata metadata = ClientMetadata.read(sent, tenant, policy);
    sectors.require(tenant, metadata);
    Registration client = new Registration(secrets.token(), metadata, clock.instant());
    String secret = metadata.hasSecret() ? secrets.token() : null;
    String token = secrets.token();
    clients.add(tenant, policy, client, secret, token);
    LOG.info("Client {} registered, with a token: {}", client.id(), isKnown);
    return new Registered(client, secret, token);
  }
}
