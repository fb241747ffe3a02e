package dev.latchkey.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A configuration for tests: the demo's kind of tenant with a client of each sort, no limits by
 * address, and a hash that costs little. Change it by JSON pointer: {@code
 * set("/tenants/0/lockout/failures", 3)}.
 */
public final class TestConfig {

  /** The origin of the standard clients' pages. */
  public static final String ORIGIN = "https://app.example";

  /** A callback of every standard client. */
  public static final String CALLBACK = "https://app.example/callback";

  /** A second one, also a page for mails. */
  public static final String RESET_PAGE = "https://app.example/reset?lang=en";

  public static final String LOGOUT_PAGE = "https://app.example/bye";

  /** Public, first-party: a single-page application. */
  public static final String SPA = "spa";

  /** As {@link #SPA}, of somebody else. */
  public static final String OTHER_SPA = "other-spa";

  /** Confidential, {@code client_secret_basic}, client credentials. */
  public static final String BACKEND = "backend";

  /** Confidential, {@code client_secret_post}, refresh tokens. */
  public static final String WEB_APP = "web-app";

  /** Confidential, every legacy switch on. */
  public static final String LEGACY = "legacy";

  /** Public, legacy implicit on, no PKCE at the token response type. */
  public static final String IMPLICIT = "implicit";

  /** Public, native: tokens at sign-up. */
  public static final String NATIVE = "native";

  /** Confidential, third-party. */
  public static final String THIRD_PARTY = "third-party";

  /** Public by OAuth, with an API key; there where {@link #withAccess} puts it. */
  public static final String ACCESS = "access";

  public static final String SECRET = "a-secret-of-the-tests-and-nobody-else-0123456789";

  private final ObjectNode tree;

  private TestConfig(ObjectNode tree) {
    this.tree = tree;
  }

  /** One tenant, {@code demo}, with all the standard clients. */
  public static TestConfig standard() {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("root_key", "TGF0Y2hrZXkgdGVzdHMga25vdyB0aGlzIGtleSwgbm9ib2R5IGVsc2Ugc2hvdWxkIQ==");
    root.putObject("password_hash").put("memory", "8KiB").put("iterations", 1);
    root.putObject("log").put("level", "error");
    root.putArray("tenants").add(tenant("demo"));
    return new TestConfig(root);
  }

  /**
   * Two tenants, {@code demo} on localhost and {@code other} on other.localhost, each with all the
   * standard clients.
   */
  public static TestConfig twoTenants() {
    return standard().alsoTenant("other");
  }

  /** One more tenant, on {@code id}.localhost, with all the standard clients. */
  public TestConfig alsoTenant(String id) {
    ((ArrayNode) tree.get("tenants"))
        .add(tenant(id).put("public_url", "http://" + id + ".localhost:9999"));
    return this;
  }

  private static ObjectNode tenant(String id) {
    ObjectNode tenant = JsonMapper.shared().createObjectNode();
    tenant.put("id", id).put("name", "Tenant " + id).put("country", "FR");
    tenant.putArray("logout_urls").add(LOGOUT_PAGE);
    ObjectNode limits = tenant.putObject("rate_limits");
    for (String limit : new String[] {"per_address", "password_strength", "per_recipient"}) {
      limits.putObject(limit).put("requests", 0).put("window", "60s");
    }
    ObjectNode logins = tenant.putObject("login_types");
    logins.put("email", true).put("phone_number", true).put("custom_identifier", true);
    field(tenant, "loyalty_card", "string");
    field(tenant, "shoe_size", "integer");
    field(tenant, "preferences", "object");
    field(tenant, "score", "decimal").put("scope", "score_write").put("read_scope", "score_read");
    ObjectNode select = field(tenant, "shop", "select");
    select.putArray("values").addObject().put("value", "paris").put("label", "Paris");
    ObjectNode newsletter = tenant.putArray("consents").addObject();
    newsletter.put("key", "newsletter").put("type", "opt-in");
    ArrayNode versions = newsletter.putArray("versions");
    versions.addObject().put("version_id", 1).put("language", "en").put("title", "News");
    versions.addObject().put("version_id", 1).put("language", "fr").put("title", "Nouvelles");
    ArrayNode clients = tenant.putArray("clients");
    clients.add(client(SPA, TestConfig::publicOne));
    clients.add(client(OTHER_SPA, TestConfig::publicOne));
    clients.add(
        client(
            BACKEND, c -> confidential(c, "client_secret_basic").put("client_credentials", true)));
    clients.add(
        client(WEB_APP, c -> confidential(c, "client_secret_post").put("refresh_tokens", true)));
    clients.add(
        client(
            LEGACY,
            c -> {
              confidential(c, "client_secret_post").put("refresh_tokens", true);
              c.putObject("legacy")
                  .put("password_grant", true)
                  .put("implicit", true)
                  .put("hs256_id_token", true);
            }));
    clients.add(
        client(
            IMPLICIT,
            c -> {
              publicOne(c);
              c.putObject("legacy").put("implicit", true);
            }));
    clients.add(
        client(
            NATIVE,
            c -> {
              publicOne(c).put("signup_token", true);
              ((ArrayNode) c.get("redirect_uris")).add("reachfive://native/callback");
            }));
    clients.add(
        client(
            THIRD_PARTY,
            c ->
                confidential(c, "client_secret_basic")
                    .put("party", "third")
                    .put("sso", false)
                    .put("access_token_renewal", false)));
    return tenant;
  }

  private static ObjectNode field(ObjectNode tenant, String path, String type) {
    ArrayNode fields =
        tenant.get("custom_fields") instanceof ArrayNode present
            ? present
            : tenant.putArray("custom_fields");
    return fields.addObject().put("path", path).put("name", path).put("data_type", type);
  }

  private static ObjectNode client(String id, Consumer<ObjectNode> more) {
    ObjectNode client = JsonMapper.shared().createObjectNode();
    client.put("id", id).put("name", id);
    client.putArray("redirect_uris").add(CALLBACK).add(RESET_PAGE);
    client.putArray("origins").add(ORIGIN);
    ArrayNode scopes = client.putArray("scopes");
    for (String scope :
        new String[] {
          "openid", "profile", "email", "phone", "address", "full_write", "offline_access"
        }) {
      scopes.add(scope);
    }
    more.accept(client);
    if (!client.path("refresh_tokens").asBoolean(false)) {
      scopes.remove(scopes.size() - 1);
    }
    return client;
  }

  private static ObjectNode publicOne(ObjectNode client) {
    return client.put("auth_method", "none").put("pkce_enforced", true).put("refresh_tokens", true);
  }

  private static ObjectNode confidential(ObjectNode client, String method) {
    client.put("auth_method", method).putArray("secrets").add(SECRET);
    return client;
  }

  /**
   * Adds the Access API to a tenant, without limits of its own, and a client of it that has {@link
   * AccessClient#KEY}: its pointer is {@code /tenants/0/clients/8}.
   */
  public TestConfig withAccess(int tenant, Map<String, ?> settings) {
    Map<String, Object> none = Map.of("requests", 0, "window", "60s");
    Map<String, Object> limits = new LinkedHashMap<>();
    for (String limit :
        List.of(
            "per_client",
            "logins_per_email",
            "logins_per_address",
            "step_ups",
            "verifications",
            "enrolments")) {
      limits.put(limit, none);
    }
    Map<String, Object> access = new LinkedHashMap<>(settings);
    access.putIfAbsent("rate_limits", limits);
    set("/tenants/" + tenant + "/access", access);
    ArrayNode clients = (ArrayNode) tree.get("tenants").get(tenant).get("clients");
    ObjectNode client = client(ACCESS, TestConfig::publicOne);
    client.putObject("access_api").putArray("api_keys").add(AccessClient.KEY + tenant);
    clients.add(client);
    return this;
  }

  /**
   * Sets a value by JSON pointer, making the objects on its way. Numbers, truth values, texts, or
   * anything that becomes JSON.
   */
  public TestConfig set(String pointer, Object value) {
    String[] path = pointer.substring(1).split("/");
    JsonNode node = tree;
    for (int i = 0; i < path.length - 1; i++) {
      node =
          node instanceof ArrayNode array
              ? array.get(Integer.parseInt(path[i]))
              : child((ObjectNode) node, path[i]);
    }
    JsonNode json = JsonMapper.shared().valueToTree(value);
    String last = path[path.length - 1];
    if (node instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), json);
    } else {
      ((ObjectNode) node).set(last, json);
    }
    return this;
  }

  /** Takes a key of the first level away. */
  public TestConfig without(String name) {
    tree.remove(name);
    return this;
  }

  private static JsonNode child(ObjectNode parent, String name) {
    return parent.has(name) ? parent.get(name) : parent.putObject(name);
  }

  /** The pointer of a client of the first tenant. */
  public static String client(String id) {
    return client(0, id);
  }

  public static String client(int tenant, String id) {
    int index =
        List.of(SPA, OTHER_SPA, BACKEND, WEB_APP, LEGACY, IMPLICIT, NATIVE, THIRD_PARTY)
            .indexOf(id);
    return "/tenants/" + tenant + "/clients/" + index;
  }

  /** The file: JSON, which is YAML. */
  public String text() {
    return tree.toPrettyString();
  }
}
