package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scopes and the rule by which a client gets them (contract section 1.12). */
public final class Scopes {

  public static final String OPENID = "openid";
  public static final String PROFILE = "profile";
  public static final String EMAIL = "email";
  public static final String PHONE = "phone";
  public static final String ADDRESS = "address";
  public static final String FULL_WRITE = "full_write";
  public static final String OFFLINE_ACCESS = "offline_access";
  public static final String EVENTS = "events";
  public static final String MFA = "mfa";
  public static final String SESSION = "session";

  /** For a client of the operator's that speaks for itself: to manage users. */
  public static final String MANAGE_USERS = "manage:users";

  /** What this server knows without configuration. */
  public static final Set<String> STANDARD =
      Set.of(
          OPENID, PROFILE, EMAIL, PHONE, ADDRESS, FULL_WRITE, OFFLINE_ACCESS, EVENTS, MFA, SESSION);

  /**
   * The four that the vendor's web client asks for unasked: every first-party client may have them.
   */
  private static final Set<String> BASIC = Set.of(OPENID, PROFILE, EMAIL, PHONE);

  private Scopes() {}

  /** The words of a space-separated list, in the order sent. */
  public static Set<String> parse(@Nullable String list) {
    Set<String> scopes = new LinkedHashSet<>();
    if (list != null) {
      for (String scope : list.split(" ", -1)) {
        if (!scope.isEmpty()) {
          scopes.add(scope);
        }
      }
    }
    return scopes;
  }

  public static String join(Collection<String> scopes) {
    return String.join(" ", scopes);
  }

  /**
   * What the client gets: its default scopes when it asks for none; unknown scopes are dropped, as
   * the vendor does.
   *
   * @param known every scope of the tenant: the standard ones, those of custom fields and those
   *     that clients are configured with
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_SCOPE} when it asks for a known
   *     one that it may not have
   */
  public static Set<String> granted(Client client, @Nullable String asked, Set<String> known) {
    Set<String> wanted = parse(asked);
    if (wanted.isEmpty()) {
      return new LinkedHashSet<>(client.defaultScopes());
    }
    Set<String> granted = new LinkedHashSet<>();
    for (String scope : wanted) {
      if (mayKeep(client, scope)) {
        granted.add(scope);
      } else if (known.contains(scope)) {
        throw ApiError.INVALID_SCOPE.exception();
      }
    }
    return granted;
  }

  /** Whether the client may have the scope today. */
  public static boolean mayKeep(Client client, String scope) {
    return client.scopes().contains(scope) || client.isFirstParty() && BASIC.contains(scope);
  }
}
