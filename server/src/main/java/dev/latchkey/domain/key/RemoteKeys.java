package dev.latchkey.domain.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Limits;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import dev.latchkey.platform.outbound.OutboundException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The keys that others publish as JSON Web Key Sets (RFC 7517 section 5), kept for an hour. A set
 * is fetched again when it does not have the key that a signature names, so that its owner may
 * rotate; nobody can make us ask more often than thrice a minute, whatever key is named, and where
 * there is no set than every ten seconds, which is how long a failure may last when its cause is
 * gone. Thread-safe.
 */
public final class RemoteKeys {

  private static final int MOST = 1_000;
  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int FETCHES_IN_WINDOW = 3;
  private static final Duration BETWEEN_FAILURES = Duration.ofSeconds(10);

  /** Why a key set cannot be used: for the operator's log, never for the caller. */
  public static final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unreadable(String reason) {
      super(reason, null, false, false);
    }
  }

  /** One set may be for some to fetch and not for others. */
  private record Address(String tenant, String url, boolean usualPortOnly) {}

  /**
   * @param since when it was fetched first of the times that count
   */
  private record Fetched(JWKSet set, Instant since, int times) {

    boolean mayBeFetchedAgain(Instant now) {
      return times < FETCHES_IN_WINDOW || isPast(now);
    }

    Fetched again(JWKSet newer, Instant now) {
      return isPast(now) ? new Fetched(newer, now, 1) : new Fetched(newer, since, times + 1);
    }

    private boolean isPast(Instant now) {
      return since.plus(WINDOW).isBefore(now);
    }
  }

  private final Outbound outbound;
  private final InstantSource clock;
  private final Cache<Address, Fetched> sets;
  private final Cache<Address, String> failures;

  public RemoteKeys(Outbound outbound, InstantSource clock) {
    this.outbound = outbound;
    this.clock = clock;
    this.sets = cache(KEPT);
    this.failures = cache(BETWEEN_FAILURES);
  }

  private <T> Cache<Address, T> cache(Duration kept) {
    return Caffeine.newBuilder()
        .maximumSize(MOST)
        .expireAfterWrite(kept)
        .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
        .build();
  }

  /**
   * The keys of the set at that address which may have made a signature with that header.
   *
   * @throws Unreadable when what is there is no key set, or could not be fetched a moment ago
   * @throws OutboundException when there is no answer, or the limits forbid to ask there
   */
  public List<JWK> matching(Tenant tenant, String url, JWSHeader header, Limits limits) {
    Address address = new Address(tenant.id(), url, limits.usualPortOnly());
    JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
    Fetched known = sets.getIfPresent(address);
    List<JWK> found = known == null ? List.of() : selector.select(known.set());
    Instant now = clock.instant();
    if (!found.isEmpty() || known != null && !known.mayBeFetchedAgain(now)) {
      return found;
    }
    JWKSet set = fetch(address, limits);
    sets.put(address, known == null ? new Fetched(set, now, 1) : known.again(set, now));
    return selector.select(set);
  }

  private JWKSet fetch(Address address, Limits limits) {
    String failure = failures.getIfPresent(address);
    if (failure != null) {
      throw new Unreadable(failure + ", a moment ago");
    }
    try {
      return fetch(address.url(), limits);
    } catch (Unreadable | OutboundException e) {
      failures.put(address, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private JWKSet fetch(String url, Limits limits) {
    try {
      Reply reply = outbound.send(Request.get(new URI(url)), limits);
      if (reply.status() != 200) {
        throw new Unreadable("The keys are answered with status " + reply.status());
      }
      return JWKSet.parse(new String(reply.body(), StandardCharsets.UTF_8));
    } catch (ParseException | URISyntaxException e) {
      throw new Unreadable("The keys cannot be read");
    }
  }
}
