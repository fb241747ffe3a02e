package dev.latchkey.faces.sdk;

import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.faces.web.StaticFile;
import dev.latchkey.platform.http.Handler;
import dev.latchkey.platform.http.Request;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.i18n.Languages;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code /js/v1}: the script that pages load, {@code identity.js}, what it loads when there is need
 * ({@code phone.js}: the rules of phone numbers; {@code qr.js}; {@code english.js}: texts where the
 * server's cannot be had), and the module, {@code index.js}. Under their own names they are asked
 * for anew every few minutes; under {@code {hash}/} they never change, so a page can pin one with
 * its integrity (contract web-sdk.md section 1).
 */
public final class SdkFiles {

  private static final String ASKED_FOR_ANEW = "public, max-age=300, stale-while-revalidate=86400";
  private static final String SCRIPT = "identity.js";

  private final Map<String, StaticFile> bundles =
      Stream.of(SCRIPT, "phone.js", "qr.js", "english.js", "index.js")
          .map(name -> StaticFile.script("/sdk/", name))
          .collect(Collectors.toUnmodifiableMap(StaticFile::name, Function.identity()));

  private final Tenants tenants;
  private final Handler notFound;

  /**
   * @param notFound answers what is no file, or at a host that is nobody's
   */
  public SdkFiles(Tenants tenants, Handler notFound) {
    this.tenants = tenants;
    this.notFound = notFound;
  }

  public void on(Router router) {
    router.get("/js/v1/{file}", ofTenant(this::newest));
    router.get("/js/v1/{folder}/{file}", ofTenant(this::inFolder));
  }

  private Handler ofTenant(Handler handler) {
    return request ->
        tenants.byHost(request.host()).isPresent()
            ? handler.handle(request)
            : notFound.handle(request);
  }

  private Response newest(Request request) {
    StaticFile bundle = bundles.get(request.pathParameter("file"));
    return bundle == null ? notFound.handle(request) : answer(bundle, request, ASKED_FOR_ANEW);
  }

  /** The folder is a hash or, in an older form of the address, a language. */
  private Response inFolder(Request request) {
    String folder = request.pathParameter("folder");
    StaticFile bundle = bundles.get(request.pathParameter("file"));
    if (bundle != null && folder.equals(bundle.hash())) {
      return answer(bundle, request, StaticFile.FOREVER);
    }
    return bundle != null && bundle.name().equals(SCRIPT) && Languages.catalogue(folder).isPresent()
        ? answer(bundle, request, ASKED_FOR_ANEW)
        : notFound.handle(request);
  }

  private static Response answer(StaticFile bundle, Request request, String cacheControl) {
    return bundle
        .answer(request, cacheControl)
        .with("Content-Location", "/js/v1/" + bundle.hash() + "/" + bundle.name())
        .with("Access-Control-Allow-Origin", "*")
        .with("Cross-Origin-Resource-Policy", "cross-origin");
  }
}
