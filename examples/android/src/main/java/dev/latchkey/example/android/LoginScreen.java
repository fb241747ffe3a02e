package dev.latchkey.example.android;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.text.InputType;
import android.widget.Button;
import android.widget.EditText;
import android.widget.LinearLayout;
import android.widget.TextView;
import dev.latchkey.sdk.SdkConfig;
import dev.latchkey.sdk.android.LatchkeyAndroid;
import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.LatchkeyError;
import dev.latchkey.sdk.model.Profile;
import dev.latchkey.sdk.model.WebLoginRequest;
import org.jspecify.annotations.Nullable;

/**
 * Logs a user in with a password, a passkey or the server's pages, says hello, and logs out again.
 * Its views are made here so that the example is one file; an app has a layout for them.
 */
public final class LoginScreen extends Activity {

  private @Nullable LatchkeyAndroid opened;
  private @Nullable AuthToken tokens;
  private @Nullable EditText email;
  private @Nullable EditText password;
  private @Nullable TextView message;

  /** For the system. */
  public LoginScreen() {}

  @Override
  protected void onCreate(@Nullable Bundle saved) {
    super.onCreate(saved);
    LinearLayout screen = new LinearLayout(this);
    screen.setOrientation(LinearLayout.VERTICAL);
    email = new EditText(this);
    email.setHint("E-mail address");
    email.setInputType(InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_EMAIL_ADDRESS);
    password = new EditText(this);
    password.setHint("Password");
    password.setInputType(InputType.TYPE_CLASS_TEXT | InputType.TYPE_TEXT_VARIATION_PASSWORD);
    message = new TextView(this);
    screen.addView(email);
    screen.addView(password);
    screen.addView(button("Log in", this::logInWithPassword));
    screen.addView(button("Log in in the browser", this::logInInTheBrowser));
    screen.addView(button("Log out", this::logOut));
    screen.addView(message);
    setContentView(screen);
    logInByLink(getIntent());
  }

  private Button button(String text, Runnable action) {
    Button button = new Button(this);
    button.setText(text);
    button.setOnClickListener(view -> action.run());
    return button;
  }

  /** An app keeps it in its Application, for all its screens. */
  private LatchkeyAndroid latchkey() {
    if (opened == null) {
      opened = LatchkeyAndroid.create(this, SdkConfig.builder("id.example.com", "native").build());
    }
    return opened;
  }

  @Override
  protected void onDestroy() {
    if (opened != null) {
      opened.close();
    }
    super.onDestroy();
  }

  private void logInWithPassword() {
    latchkey()
        .getClient()
        .loginWithPassword(textOf(email), textOf(password), null, this::welcome, this::explain);
  }

  private static String textOf(@Nullable EditText field) {
    return field == null ? "" : field.getText().toString();
  }

  private void logInInTheBrowser() {
    latchkey().loginWithWeb(WebLoginRequest.builder().build(), this);
  }

  @Override
  protected void onActivityResult(int requestCode, int resultCode, @Nullable Intent data) {
    super.onActivityResult(requestCode, resultCode, data);
    latchkey().onLoginActivityResult(requestCode, resultCode, data, this::welcome, this::explain);
  }

  @Override
  protected void onNewIntent(Intent intent) {
    super.onNewIntent(intent);
    logInByLink(intent);
  }

  private void logInByLink(Intent intent) {
    latchkey().onLink(intent, this::welcome, this::explain);
  }

  private void welcome(AuthToken given) {
    tokens = given;
    latchkey().getClient().getProfile(given, this::greet, this::explain);
  }

  private void greet(Profile profile) {
    show("Hello " + profile.getGivenName());
  }

  private void logOut() {
    latchkey().getClient().logout(tokens, false, () -> show("Goodbye"), this::explain);
    tokens = null;
  }

  /** What the server says for the user is in the user's language. */
  private void explain(LatchkeyError error) {
    String said = error.getData() == null ? null : error.getData().getErrorUserMsg();
    show(said == null ? error.getMessage() : said);
  }

  private void show(String text) {
    if (message != null) {
      message.setText(text);
    }
  }
}
