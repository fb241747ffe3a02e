package dev.latchkey.faces.pages;

import dev.latchkey.domain.tenant.PagesSettings;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.i18n.Languages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every page is made with, as templates see it. */
public final class Frame {

  /** A language of the menu, in its own words. */
  public record Choice(String code, String name, boolean chosen) {}

  /** A link of the footer. */
  public record Link(String label, String url) {}

  private final Tenant tenant;
  private final PagesSettings settings;
  private final PageFiles files;
  private final PageTexts texts;
  private final String language;
  private final String nonce;
  private final String path;
  private final Map<String, String> carried;
  private final String formToken;
  private final boolean languageMenu;

  Frame(
      Tenant tenant,
      PageFiles files,
      PageTexts texts,
      String language,
      String nonce,
      String path,
      Map<String, String> carried,
      String formToken,
      boolean languageMenu) {
    this.tenant = tenant;
    this.settings = Objects.requireNonNull(tenant.pages());
    this.files = files;
    this.texts = texts;
    this.language = language;
    this.nonce = nonce;
    this.path = path;
    this.carried = carried;
    this.formToken = formToken;
    this.languageMenu = languageMenu;
  }

  /** For the attribute {@code lang}. */
  public String language() {
    return language;
  }

  public String direction() {
    return language.equals("ar") ? "rtl" : "ltr";
  }

  /** What the response's policy lets styles and scripts show. */
  public String nonce() {
    return nonce;
  }

  public String tenantName() {
    return tenant.name();
  }

  public @Nullable String logo() {
    return settings.hasOwnLogo() ? files.address(tenant, "logo") : settings.logo();
  }

  /** The address of {@code style}, {@code theme} or {@code script}. */
  public String file(String what) {
    return files.address(tenant, what);
  }

  /** What a form must bring back. */
  public String formToken() {
    return formToken;
  }

  /** The path of this page. */
  public String path() {
    return path;
  }

  /** The parameters that links and forms of this page carry on. */
  public Map<String, String> carried() {
    return carried;
  }

  /** One of our pages, with what is carried on. */
  public String to(String page) {
    return carried.isEmpty() ? page : page + "?" + query(carried);
  }

  /** Parameters as a query has them. */
  public static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  public String text(String key) {
    return texts.get(language, key);
  }

  /** A text with {@code {name}} filled in. */
  public String text(String key, String name, String value) {
    return text(key).replace("{" + name + "}", value);
  }

  /** Whether the user may choose another language here. */
  public boolean hasLanguageMenu() {
    return languageMenu;
  }

  public List<Choice> languages() {
    return Languages.CATALOGUES.stream()
        .map(code -> {
          Locale locale = Locale.forLanguageTag(code);
          return new Choice(
              code, capital(locale, locale.getDisplayName(locale)), code.equals(language));
        })
        .toList();
  }

  private static String capital(Locale locale, String name) {
    int end = name.offsetByCodePoints(0, 1);
    return name.substring(0, end).toUpperCase(locale) + name.substring(end);
  }

  public List<Link> links() {
    return settings.links().stream()
        .map(link -> new Link(link.labels().getOrDefault(language, link.label()), link.url()))
        .toList();
  }
}
