package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Acr;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.policy.Authenticated;

/**
 * Another user than is meant, or one who is not as surely logged in as is essential, is no answer
 * to what a client asked (OpenID Connect Core sections 3.1.2.1 and 5.5.1.1, OpenID Connect Core
 * Error Code unmet_authentication_requirements 1.0).
 */
public final class MeetWish {

  private MeetWish() {}

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code LOGIN_REQUIRED}, {@code
   *     UNMET_AUTHENTICATION_REQUIREMENTS}
   */
  public static void require(OpenIdWish wish, Authenticated user) {
    if (!wish.isFor(user.profile().id())) {
      throw ApiError.LOGIN_REQUIRED.exception().about(user.profile().id());
    }
    if (wish.acrEssential() && !wish.isMetBy(Acr.of(user.amr()))) {
      throw ApiError.UNMET_AUTHENTICATION_REQUIREMENTS.exception().about(user.profile().id());
    }
  }
}
