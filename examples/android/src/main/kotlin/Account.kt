package dev.latchkey.example.android

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.widget.TextView
import dev.latchkey.sdk.LatchkeyException
import dev.latchkey.sdk.SdkConfig
import dev.latchkey.sdk.android.LatchkeyAndroid
import dev.latchkey.sdk.model.AuthToken
import dev.latchkey.sdk.model.ErrorCode
import dev.latchkey.sdk.model.LatchkeyError
import dev.latchkey.sdk.model.PasswordLoginRequest
import dev.latchkey.sdk.model.Profile
import dev.latchkey.sdk.model.ProfileSignupRequest
import java.util.concurrent.CompletableFuture

/** A screen in Kotlin: what may be null is, and nothing else. */
class Account : Activity() {

  private val latchkey by lazy {
    LatchkeyAndroid.create(this, SdkConfig.builder("id.example.com", "native").build())
  }
  private lateinit var message: TextView

  override fun onCreate(savedInstanceState: Bundle?) {
    super.onCreate(savedInstanceState)
    message = TextView(this).also(::setContentView)
    // The store waits for the disk, which the main thread must not.
    CompletableFuture.supplyAsync { latchkey.tokenStore.load() }
      .thenAccept { kept ->
        runOnUiThread { kept?.let(::welcome) ?: latchkey.loginWithProvider("google", "home", this) }
      }
  }

  @Deprecated("The one that needs no library beside the framework")
  override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
    latchkey.onLoginActivityResult(requestCode, resultCode, data, ::welcome, ::explain)
  }

  private fun welcome(tokens: AuthToken) {
    CompletableFuture.runAsync { latchkey.tokenStore.save(tokens) }
    latchkey.client.getProfile(tokens, { message.text = greeting(it) }, ::explain)
  }

  private fun greeting(profile: Profile): String =
    "Hello ${profile.givenName ?: profile.email ?: "you"}, of ${profile.addresses?.size ?: 0} addresses"

  private fun explain(error: LatchkeyError) {
    message.text =
      when (error.errorCode) {
        ErrorCode.WebFlowCanceled -> "Another time, then"
        else -> error.data?.errorUserMsg ?: error.message
      }
  }

  /** Futures, builders, and values that are never null without a question mark. */
  fun logIn(email: String, password: String): CompletableFuture<String> {
    val request = PasswordLoginRequest.builder().setEmail(email).setPassword(password).build()
    return latchkey.client
      .loginWithPassword(request)
      .thenCompose { latchkey.client.getProfile(it) }
      .thenApply { it.uid ?: "" }
  }

  /** Waits, so not on the main thread; fails with what need not be caught. */
  fun signUp(email: String, password: String): String? =
    try {
      val profile = ProfileSignupRequest.builder().setEmail(email).setPassword(password).build()
      latchkey.client.signup(profile, null).await().authToken?.user?.email
    } catch (e: LatchkeyException) {
      e.error.message.uppercase()
    }

  override fun onDestroy() {
    latchkey.close()
    super.onDestroy()
  }
}
