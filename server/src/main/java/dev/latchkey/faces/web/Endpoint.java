package dev.latchkey.faces.web;

import dev.latchkey.platform.http.Response;

/**
 * Answers a call whose tenant is known. May throw {@link dev.latchkey.domain.error.ApiException}.
 */
@FunctionalInterface
public interface Endpoint {

  Response handle(Call call);
}
