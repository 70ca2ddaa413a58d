package io.diffy.aws.scripted;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Answers the calls of one operation. May be asked by several threads at once. */
@FunctionalInterface
public interface Handler {
  Answer answer(Call call);

  /** The same answer to every call. */
  static Handler always(Map<String, ?> shape) {
    return call -> Answer.of(shape);
  }

  /** The first calls are throttled, in the spelling of the service. */
  static Handler throttledFirst(int calls, Handler then) {
    return firstly(calls, call -> Answer.throttled(call.service()), then);
  }

  /** The first calls are answered otherwise: what was made is not visible yet. */
  static Handler firstly(int calls, Handler first, Handler then) {
    AtomicInteger count = new AtomicInteger();
    return call -> (count.incrementAndGet() <= calls ? first : then).answer(call);
  }

  /** Other answers until so much time has passed since this handler was made. */
  static Handler hiddenFor(Duration time, Handler before, Handler after) {
    long from = System.nanoTime();
    return call -> (System.nanoTime() - from < time.toNanos() ? before : after).answer(call);
  }

  /**
   * A list in pages. A token that was never given out is refused.
   *
   * @param items what is listed for a call
   * @param size of a page
   * @param token reads the token of a call; empty for the first page
   * @param page writes a page and the token of the next, which is empty after the last
   */
  static <T> Handler paged(
      Function<Call, List<T>> items,
      int size,
      Function<Call, String> token,
      BiFunction<List<T>, String, Map<String, ?>> page) {
    return call -> {
      List<T> all = items.apply(call);
      String given = token.apply(call);
      if (!given.isEmpty() && !given.matches("page-[0-9]+")) {
        return Answer.error(400, "InvalidNextToken", "The token is not valid.");
      }
      int from = given.isEmpty() ? 0 : Integer.parseInt(given.substring(5));
      int to = Math.min(all.size(), from + size);
      return Answer.of(page.apply(all.subList(from, to), to < all.size() ? "page-" + to : ""));
    };
  }
}
