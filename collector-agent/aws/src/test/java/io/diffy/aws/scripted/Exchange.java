package io.diffy.aws.scripted;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A call and what was answered, as both stood on the wire.
 *
 * @param ours whether the collector's own code made the call, rather than a test
 */
public record Exchange(Call call, Answer answer, boolean ours) {
  private static final List<Exchange> ALL = new CopyOnWriteArrayList<>();

  /** Of every scripted AWS of this JVM, in the order of the calls. */
  public static List<Exchange> all() {
    return List.copyOf(ALL);
  }

  static void keep(Exchange exchange) {
    ALL.add(exchange);
  }
}
