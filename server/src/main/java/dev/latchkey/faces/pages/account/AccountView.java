package dev.latchkey.faces.pages.account;

import dev.latchkey.faces.pages.Alert;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the account, from top to bottom.
 *
 * @param alert null: nothing to tell
 * @param back whether a link leads back to the overview
 */
public record AccountView(String title, @Nullable Alert alert, boolean back, List<Block> blocks) {

  AccountView with(@Nullable Alert told) {
    return new AccountView(title, told, back, blocks);
  }
}
