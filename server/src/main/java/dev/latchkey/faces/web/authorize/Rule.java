package dev.latchkey.faces.web.authorize;

/** One rule of an authorize request. */
@FunctionalInterface
interface Rule {

  /**
   * @throws dev.latchkey.domain.error.ApiException when the request breaks the rule; it is sent to
   *     where answers go
   */
  void check(AuthorizeRequest request);
}
