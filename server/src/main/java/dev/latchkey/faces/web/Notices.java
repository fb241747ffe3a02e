package dev.latchkey.faces.web;

import dev.latchkey.platform.http.Response;

/** Says one thing to who sits at a browser, where no client is there to say it. */
public interface Notices {

  /**
   * @param note small print below; may be empty
   */
  Response say(Call call, int status, String sentence, String note);

  /** A page whose one button posts to the page's own address. */
  Response ask(Call call, String sentence, String button);
}
