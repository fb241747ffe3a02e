package dev.latchkey.sdk.android;

import android.os.LocaleList;
import java.util.Locale;

/** The languages that the user set for the device or the app, dearest first. */
final class DeviceLanguages {

  /** With more of them, the weights would have a second digit; nobody reads that many. */
  private static final int MOST = 9;

  private DeviceLanguages() {}

  /** As {@code Accept-Language} has them (RFC 9110 section 12.5.4). */
  static String header() {
    LocaleList locales = LocaleList.getDefault();
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < Math.min(locales.size(), MOST); i++) {
      Locale locale = locales.get(i);
      header.append(i == 0 ? "" : ", ").append(locale.toLanguageTag());
      if (i > 0) {
        header.append(";q=0.").append(10 - i);
      }
    }
    return header.toString();
  }
}
