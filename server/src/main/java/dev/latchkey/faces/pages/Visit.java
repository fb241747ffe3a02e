package dev.latchkey.faces.pages;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Call;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.i18n.Languages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request to one page. Used by one thread. */
public final class Visit {

  static final String LANGUAGE = "lang";

  private final Pages pages;
  private final Call call;
  private final Fields query;
  private final Fields form;
  private final String nonce;
  private final String browser;
  private final Map<String, String> carried = new LinkedHashMap<>();
  private @Nullable String wish;
  private @Nullable String spoken;
  private boolean inPopup;
  private List<String> frames = List.of();
  private @Nullable String image;
  private List<String> sources = List.of();

  Visit(Pages pages, Call call, Fields query, Fields form, String nonce, String browser) {
    this.pages = pages;
    this.call = call;
    this.query = query;
    this.form = form;
    this.nonce = nonce;
    this.browser = browser;
    chosenLanguage().ifPresent(language -> carried.put(LANGUAGE, language));
  }

  public Call call() {
    return call;
  }

  public Tenant tenant() {
    return call.tenant();
  }

  /** The query as fields. */
  public Fields query() {
    return query;
  }

  /** What was posted: from a page of ours, by this browser. */
  public Fields form() {
    return form;
  }

  /** Carries a parameter on in every link and form of the page. */
  public void carry(String name, String value) {
    carried.put(name, value);
  }

  /**
   * @param uiLocales the languages that a client asks for (OpenID Connect Core section 3.1.2.1)
   */
  public void wishes(@Nullable String uiLocales) {
    wish = uiLocales;
  }

  /** Speaks that language, whatever is preferred: the words come from elsewhere. */
  void speaks(String language) {
    spoken = language;
  }

  boolean hasLanguageMenu() {
    return spoken == null;
  }

  /** Lets the page that opened this window go on knowing it. */
  public void keepOpener() {
    inPopup = true;
  }

  /** Lets the page show frames of these addresses' origins, and of no other. */
  public void showsFrames(List<String> addresses) {
    frames = List.copyOf(addresses);
  }

  /** Lets the page show images of that address's origin. */
  void showsImage(String address) {
    image = address;
  }

  @Nullable String image() {
    return image;
  }

  /** Lets the provider of the page's captcha in, and what its script loads. */
  void shows(Captcha captcha) {
    sources = captcha.sources();
  }

  /** What of other sites the page runs and shows. */
  List<String> sources() {
    return sources;
  }

  List<String> frames() {
    return frames;
  }

  boolean isInPopup() {
    return inPopup;
  }

  String nonce() {
    return nonce;
  }

  String browser() {
    return browser;
  }

  /** The language of the menu, where the user has just chosen one. */
  Optional<String> chosenLanguage() {
    return Languages.catalogue(query.text(LANGUAGE, 20));
  }

  /**
   * The catalogue to show: what the user chose on this way, what the client asks for, what the user
   * chose earlier, what the browser prefers, what the tenant speaks.
   */
  public String language() {
    return spoken != null ? spoken : preferredLanguage();
  }

  private String preferredLanguage() {
    return chosenLanguage()
        .or(() -> wish == null ? Optional.empty() : Languages.accepted(wish.replace(' ', ',')))
        .or(() -> PageCookies.language(call.request()))
        .orElseGet(call::language);
  }

  public String text(String key) {
    return pages.texts().get(language(), key);
  }

  /** A text with {@code {name}} filled in. */
  public String text(String key, String name, String value) {
    return text(key).replace("{" + name + "}", value);
  }

  /** As {@link #text(String)}, if there is one. */
  public Optional<String> textIfAny(String key) {
    return pages.texts().find(language(), key);
  }

  /** What scopes mean; one of the operator's own is shown by its name. */
  public List<String> scopes(Set<String> scopes) {
    return scopes.stream()
        .map(scope -> textIfAny("page.scope." + scope.replace(':', '.')).orElse(scope))
        .toList();
  }

  /** An error that an address names: nothing but what the catalogue of errors has is ever shown. */
  String errorText(String key) {
    return key.startsWith("error.")
        ? textIfAny(key).orElseGet(() -> text("error.server"))
        : text("error.server");
  }

  /** The language of messages to a user. */
  Function<Profile, String> messageLanguage() {
    return profile -> Message.language(language(), profile, null, tenant().language());
  }

  /** A page that leads on by itself to where a form must not. */
  Response onward(String address) {
    return page("onward", new OnwardView(address));
  }

  /** The answer to a client, where a form was posted. */
  Response ended(Response reply) {
    return reply.headers().stream()
        .filter(header -> header.name().equals("Location"))
        .findFirst()
        .map(header -> onward(header.value()))
        .orElse(reply);
  }

  /** An error of the catalogue as the user reads it; it is logged. */
  public String text(ApiException e) {
    return pages.userMessage(this, e);
  }

  /** The page of a template. */
  public Response page(String template, Object model) {
    return page(200, template, model);
  }

  public Response page(int status, String template, Object model) {
    return pages.render(this, status, template, model);
  }

  /** A page that says one thing. */
  public Response note(Note note) {
    return page(200, "note", note);
  }

  /** To another page of ours, by {@code GET}, with what is carried on. */
  public Response go(String path) {
    return Response.redirect(303, frame().to(path));
  }

  public Frame frame() {
    return pages.frame(this, Map.copyOf(carried), FormGuard.token(browser));
  }
}
