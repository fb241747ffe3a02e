/**
 * The client SDK: everything an app on a JVM from 11 on, or on Android from 8 on, asks of the
 * server.
 *
 * <pre>{@code
 * LatchkeyClient client =
 *     LatchkeyClient.create(SdkConfig.builder("id.example.com", "my-client").build());
 *
 * // as a future
 * CompletableFuture<String> name =
 *     client
 *         .loginWithPassword("ada@example.org", password, null)
 *         .thenCompose(client::getProfile)
 *         .thenApply(Profile::getGivenName);
 *
 * // with callbacks, one of which is called, once
 * client.loginWithPassword("ada@example.org", password, null, this::welcome, this::explain);
 * }</pre>
 *
 * <p><b>How it is built.</b> {@link dev.latchkey.sdk.LatchkeyClient} is the one entry. Its commands
 * are named as in the vendor's mobile SDK, arguments in the same order, and stand in interfaces by
 * group, so that a test of an app can bring its own. Every command is there twice: returning a
 * {@link dev.latchkey.sdk.Command}, which is a {@link java.util.concurrent.CompletableFuture}, and
 * with callbacks. Values are in {@code model}, what the machine must bring (a browser, passkeys,
 * storage) in {@code platform}; the rest is not public.
 *
 * <p><b>What it promises.</b> Tokens belong to the caller: the commands store none, but for 30
 * seconds the outcome of a refresh, so that a refresh never races with another. Only reading is
 * tried again by itself. Nothing is logged, and no {@code toString} has a password, a token or a
 * code. Redirects are never followed. Commands fail with {@link
 * dev.latchkey.sdk.LatchkeyException}, which is unchecked and holds a {@link
 * dev.latchkey.sdk.model.LatchkeyError}. The public API is written down in {@code api.txt}; what is
 * not in there may change.
 */
@NullMarked
package dev.latchkey.sdk;

import org.jspecify.annotations.NullMarked;
