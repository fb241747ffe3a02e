package dev.latchkey.faces.pages;

import dev.latchkey.domain.client.Client;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows of the client that it is for (OpenID Connect Registration section 2).
 *
 * @param logo address of an image that the client names; null: there is none
 * @param links to what the client says that it does with data, and to its terms
 */
public record ClientCard(@Nullable String logo, List<Frame.Link> links) {

  /** Has the page show the image as well. */
  static ClientCard of(Visit visit, Client client) {
    Client.About about = client.about();
    if (about.logoUri() != null) {
      visit.showsImage(about.logoUri());
    }
    List<Frame.Link> links = new ArrayList<>();
    link(links, visit.text("page.client.policy", "app", client.name()), about.policyUri());
    link(links, visit.text("page.client.terms", "app", client.name()), about.tosUri());
    return new ClientCard(about.logoUri(), List.copyOf(links));
  }

  private static void link(List<Frame.Link> links, String label, @Nullable String address) {
    if (address != null) {
      links.add(new Frame.Link(label, address));
    }
  }
}
