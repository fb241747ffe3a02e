package dev.latchkey.faces.pages;

import dev.latchkey.platform.http.Response;

/** Answers a visit. May throw {@link dev.latchkey.domain.error.ApiException}: a page says it. */
@FunctionalInterface
public interface PageHandler {

  Response handle(Visit visit);
}
