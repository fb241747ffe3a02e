package dev.latchkey.app.house;

import dev.latchkey.faces.sdk.SdkFiles;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.RateClass;

/** The scripts that pages load. */
final class SdkRoom {

  private SdkRoom() {}

  static void open(Domain domain, Web web) {
    new SdkFiles(domain.tenants, web.api.around(RateClass.NONE, Api::nothingHere)).on(web.router);
  }
}
