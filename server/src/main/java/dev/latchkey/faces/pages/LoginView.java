package dev.latchkey.faces.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param clientName whom the login is for
 * @param codeText what the button for a code says; null: there are no codes
 */
public record LoginView(
    String clientName,
    @Nullable Alert alert,
    Field identifier,
    Field password,
    boolean remember,
    @Nullable String codeText,
    boolean passkey,
    boolean signup,
    List<Provider> providers) {

  /**
   * @param address of ours, which leads on to the provider
   */
  public record Provider(String text, String mark, String address) {}
}
