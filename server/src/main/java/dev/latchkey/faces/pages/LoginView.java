package dev.latchkey.faces.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param clientName whom the login is for
 * @param client what else there is to see of it
 * @param codeText what the button for a code says; null: there are no codes
 * @param codePage whether it leads to a page of its own, rather than that a code is sent at once
 */
public record LoginView(
    String clientName,
    ClientCard client,
    @Nullable Alert alert,
    Field identifier,
    Field password,
    @Nullable Captcha captcha,
    boolean remember,
    @Nullable String codeText,
    boolean codePage,
    boolean passkey,
    boolean signup,
    List<Provider> providers) {

  /**
   * @param address of ours, which leads on to the provider
   */
  public record Provider(String text, String mark, String address) {}
}
