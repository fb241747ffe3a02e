/**
 * What an Android app needs beside the SDK for the JVM: a custom tab for logins and the activities
 * that catch their end, storage that the Android Keystore encrypts, passkeys of the device, and
 * callbacks on the main thread. Android 8 (API 26) and later; passkeys from Android 14 (API 34) on.
 *
 * <pre>{@code
 * LatchkeyAndroid latchkey =
 *     LatchkeyAndroid.create(context, SdkConfig.builder("id.example.com", "my-app").build());
 * latchkey.getClient().loginWithPassword(email, password, null, this::welcome, this::explain);
 * }</pre>
 *
 * <p>{@link dev.latchkey.sdk.android.LatchkeyAndroid} is the one entry. Every command is one of
 * {@link dev.latchkey.sdk.LatchkeyClient}, which this package only furnishes; it knows nothing of
 * HTTP.
 */
@NullMarked
package dev.latchkey.sdk.android;

import org.jspecify.annotations.NullMarked;
