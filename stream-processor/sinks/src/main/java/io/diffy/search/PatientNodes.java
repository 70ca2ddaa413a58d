package io.diffy.search;

import io.diffy.http.HttpAnswer;
import io.diffy.http.Unreachable;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;

/** Asks again, a few times, when a cluster is away or busy for a moment. */
record PatientNodes(SearchNodes nodes, PluginContext.Stop stop) {
  private static final int ATTEMPTS = 5;
  private static final long FIRST_PAUSE = 250;

  /** As {@link SearchNodes#ask}. */
  HttpAnswer ask(String method, String path, byte[] body) {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == ATTEMPTS || stop.asked();
      try {
        HttpAnswer answer = nodes.ask(method, path, SearchNodes.JSON, body);
        if (last || !answer.passes()) {
          return answer;
        }
      } catch (PluginFailure e) {
        if (last || !(e.getCause() instanceof Unreachable)) {
          throw e;
        }
      }
      pause(FIRST_PAUSE << (attempt - 1));
    }
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PluginFailure("interrupted while a cluster was waited for", e);
    }
  }
}
