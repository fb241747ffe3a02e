package dev.latchkey.domain.token;

import org.jspecify.annotations.Nullable;

/**
 * What a client got for a user: a code, tokens, or an ID token alone; nothing of these when one of
 * our own pages logged the user in.
 *
 * @param cookie of the session, for the browser to keep as long as the session lives from now; null
 *     when the client has no single sign-on
 */
public record Access(
    @Nullable String code,
    @Nullable TokenAnswer tokens,
    @Nullable String idToken,
    @Nullable String cookie,
    boolean persistent) {}
