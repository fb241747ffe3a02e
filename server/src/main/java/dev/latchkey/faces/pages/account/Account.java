package dev.latchkey.faces.pages.account;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.UserAgent;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.pages.Alert;
import dev.latchkey.faces.pages.Faults;
import dev.latchkey.faces.pages.Visit;
import dev.latchkey.faces.pages.account.Block.Way;
import dev.latchkey.faces.pages.account.Block.Words;
import dev.latchkey.platform.http.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request of a user to a page of the own account. Used by one thread. */
record Account(Visit visit, Client client, PageProof owner, ReturnWay way) {

  static final String HOME = "/account";

  /** What a page says once something was done; nothing else that an address asks for. */
  private static final String DONE = "done";

  /** A change; what it throws is told beside the form. */
  @FunctionalInterface
  interface Change {
    void run();
  }

  Tenant tenant() {
    return visit.tenant();
  }

  Profile profile() {
    return owner.profile();
  }

  Caller caller() {
    return visit.call().caller();
  }

  String text(String key) {
    return visit.text(key);
  }

  /** Of messages to the user. */
  String messageLanguage() {
    return messageLanguages().apply(profile());
  }

  Function<Profile, String> messageLanguages() {
    return of -> Message.language(visit.language(), of, null, tenant().language());
  }

  /** Whether the user was seen lately enough, by enough, for what needs that. */
  boolean isFresh() {
    return CredentialPolicy.isFresh(tenant(), owner)
        && !CredentialPolicy.lacksSecondFactor(tenant(), owner);
  }

  /** What stands in place of a form that takes a user who was seen lately. */
  List<Block> confirmation(String path) {
    boolean second = CredentialPolicy.lacksSecondFactor(tenant(), owner);
    return List.of(
        new Words(text("confirmYourIdentity")),
        new Way(way.address(visit, client, path, true, second), text("mfa.stepUp.start")));
  }

  AccountView view(String title, List<Block> blocks) {
    return new AccountView(title, done(), true, blocks);
  }

  private @Nullable Alert done() {
    return visit
        .call()
        .request()
        .query()
        .get(DONE)
        .flatMap(Done::named)
        .map(this::good)
        .orElse(null);
  }

  private Alert good(Done done) {
    return Alert.good(text(done.key()));
  }

  Response show(AccountView view) {
    return visit.page("account/page", view);
  }

  /** The page once more, with what went wrong. */
  Response refused(AccountView view, Faults faults, ApiException e) {
    return visit.page(e.error().status(), "account/page", view.with(faults.alert()));
  }

  /**
   * Does it and leads back to the page, by {@code GET}; or shows the page with what went wrong.
   *
   * @param field that errors are about which name none
   */
  Response change(
      String path, Done done, String field, Change change, Function<Faults, AccountView> page) {
    try {
      change.run();
    } catch (ApiException e) {
      if (Door.isLoggedOut(e)) {
        throw e;
      }
      Faults faults = Faults.of(visit, e, isOfNoField(e) ? "" : field);
      return refused(page.apply(faults), faults, e);
    }
    return back(path, done);
  }

  private static boolean isOfNoField(ApiException e) {
    return e.error() == ApiError.ACCESS_TOKEN_NOT_FRESH
        || e.error() == ApiError.STEP_UP_REQUIRED
        || e.error() == ApiError.MISSING_CONFIG
        || e.error() == ApiError.RATE_LIMIT_REACHED
        || e.error() == ApiError.SERVER_ERROR;
  }

  Response back(String path, Done done) {
    visit.carry(DONE, done.name().toLowerCase(Locale.ROOT));
    return visit.go(path);
  }

  /** A moment as the user reads it. */
  String when(Instant instant) {
    return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(Locale.forLanguageTag(visit.language()))
            .withZone(ZoneOffset.UTC)
            .format(instant)
        + " UTC";
  }

  /** What a browser or app calls itself, in words. */
  String device(String userAgent) {
    return new UserAgent(userAgent).deviceName().orElse(text("account.device"));
  }
}
