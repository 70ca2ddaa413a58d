package io.diffy.search;

import io.diffy.http.HttpAnswer;
import io.diffy.plugin.Sink.Refused;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Sends actions in bulk requests of bounded size. */
final class BulkDelivery {
  private static final int LEAST = 64 << 10;
  private final SearchNodes nodes;
  private int mostBytes;

  /**
   * @param mostBytes of one request's body; a single action may have more
   */
  BulkDelivery(SearchNodes nodes, int mostBytes) {
    this.nodes = nodes;
    this.mostBytes = mostBytes;
  }

  /** As {@link io.diffy.plugin.Sink#deliver}. */
  List<Refused> deliver(List<BulkAction> actions) {
    List<Refused> refused = new ArrayList<>();
    int from = 0;
    while (from < actions.size()) {
      int to = from + 1;
      long bytes = actions.get(from).size();
      while (to < actions.size() && bytes + actions.get(to).size() <= mostBytes) {
        bytes += actions.get(to).size();
        to++;
      }
      refused.addAll(send(actions.subList(from, to)));
      from = to;
    }
    return refused;
  }

  private List<Refused> send(List<BulkAction> actions) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    actions.forEach(action -> action.write(body));
    HttpAnswer answer = nodes.ask("POST", BulkReply.PATH, SearchNodes.LINES, body.toByteArray());
    if (answer.ok()) {
      return BulkReply.read(actions, answer);
    }
    if (answer.status() == 413) {
      // What was too much now will be too much next time.
      mostBytes = Math.max(LEAST, Math.min(mostBytes, body.size() / 2));
      return apart(actions, answer);
    }
    if (answer.status() == 400 && answer.json().path("error").isObject()) {
      // One action that the server can't read fails all of a request: find it.
      return apart(actions, answer);
    }
    throw SearchNodes.no("sending records", answer);
  }

  private List<Refused> apart(List<BulkAction> actions, HttpAnswer answer) {
    if (actions.size() == 1) {
      String said = answer.reason();
      String reason = "the server answers " + answer.status() + (said.isEmpty() ? "" : ": " + said);
      return List.of(new Refused(actions.get(0).record(), reason));
    }
    int middle = actions.size() / 2;
    List<Refused> refused = new ArrayList<>(send(actions.subList(0, middle)));
    refused.addAll(send(actions.subList(middle, actions.size())));
    return refused;
  }
}
