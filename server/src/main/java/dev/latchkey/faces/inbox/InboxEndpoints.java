package dev.latchkey.faces.inbox;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Resources;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /inbox}: the page; {@code /inbox/messages?to=…&after=…}: the messages as JSON, oldest
 * first; {@code /inbox/messages/{id}/html}: the HTML part of one, for the page's frame.
 */
public final class InboxEndpoints {

  private static final Pattern LINK = Pattern.compile("https?://\\S+");
  private static final Pattern CODE =
      Pattern.compile("(?<![\\w/=&-])(?:[0-9]{6}|[2-9a-hjkmnp-z]{20})(?![\\w-])");

  /** A mail keeps its own styles, but runs nothing, loads nothing and has no origin. */
  private static final String MAIL_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
          + "form-action 'none'; frame-ancestors 'self'; "
          + "sandbox allow-popups allow-popups-to-escape-sandbox";

  /** Links of a mail open a tab, as a mail program does it: their pages refuse to be framed. */
  private static final String LINKS_OPEN_TABS = "<base target=\"_blank\">";

  private final Tenants tenants;
  private final InboxStore store;

  public InboxEndpoints(Tenants tenants, InboxStore store) {
    this.tenants = tenants;
    this.store = store;
  }

  public void on(Router router) {
    router.get("/inbox", request -> Resources.page("/web/inbox.html"));
    router.get("/inbox/inbox.js", request -> Resources.script("/web/inbox.js"));
    router.get("/inbox/inbox.css", request -> Resources.style("/web/inbox.css"));
    router.get("/inbox/messages", of(this::messages));
    router.delete("/inbox/messages", of(this::clear));
    router.get("/inbox/messages/{id}/html", of(this::html));
  }

  private Handler of(BiFunction<Tenant, Request, Response> answer) {
    return request ->
        tenants
            .byHost(request.host())
            .filter(tenant -> isOwnName(tenant, request.host()))
            .map(tenant -> answer.apply(tenant, request))
            .orElseGet(() -> Response.empty(404));
  }

  /**
   * A page of somebody else's can point a name of its own at this machine, but not use ours (DNS
   * rebinding).
   */
  private static boolean isOwnName(Tenant tenant, String host) {
    return host.equals(tenant.publicHost())
        || tenant.hosts().contains(host)
        || List.of("localhost", "127.0.0.1", "[::1]").contains(host);
  }

  private Response messages(Tenant tenant, Request request) {
    @Nullable UUID after;
    try {
      after = request.query().get("after").map(UUID::fromString).orElse(null);
    } catch (IllegalArgumentException e) {
      return Response.text(400, "after must be the id of a message");
    }
    String to = request.query().get("to").orElse(null);
    if (to != null && to.indexOf('\0') >= 0) {
      return Response.text(400, "to must be an address or a number");
    }
    List<InboxStore.Entry> entries = store.list(tenant, to, after);
    ArrayNode list = Json.object().putArray("messages");
    for (InboxStore.Entry entry : entries) {
      ObjectNode message = list.addObject();
      message.setAll((ObjectNode) Json.tree(entry));
      message.put("created_at", entry.createdAt().toString());
      all(LINK, entry.text(), message.putArray("links"));
      all(CODE, LINK.matcher(entry.text()).replaceAll(""), message.putArray("codes"));
    }
    return Response.json(200, Json.write(list)).with("Cache-Control", "no-store");
  }

  private static void all(Pattern pattern, String text, ArrayNode into) {
    pattern.matcher(text).results().map(result -> result.group()).distinct().forEach(into::add);
  }

  private Response html(Tenant tenant, Request request) {
    UUID id;
    try {
      id = UUID.fromString(request.pathParameter("id"));
    } catch (IllegalArgumentException e) {
      return Response.empty(404);
    }
    return store
        .html(tenant, id)
        .map(html ->
            Response.html(200, html + LINKS_OPEN_TABS)
                .with("Content-Security-Policy", MAIL_POLICY)
                .with("Cache-Control", "no-store"))
        .orElseGet(() -> Response.empty(404));
  }

  private Response clear(Tenant tenant, Request request) {
    store.clear(tenant);
    return Response.noContent();
  }
}
