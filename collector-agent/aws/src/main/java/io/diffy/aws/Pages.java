package io.diffy.aws;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The pages of a list, each called for when it is needed. A token that was there before would lead
 * in a circle for ever: it ends the list.
 */
public final class Pages {
  private Pages() {}

  /**
   * Of a list that may be used as far as it came.
   *
   * @param what is listed, for a person
   * @param notes is told when a token repeats
   * @param call brings the page behind a token; null for the first
   * @param next the token behind a page; null or empty behind the last
   */
  public static <P> Stream<P> of(
      String what, Consumer<String> notes, Function<String, P> call, Function<P, String> next) {
    return of(
        call,
        next,
        () ->
            notes.accept(
                "the list of "
                    + what
                    + " leads in a circle (AWS repeats the token of a page): it is used as far as it came, and may lack some"));
  }

  /**
   * The same.
   *
   * @param repeated what to do when a token repeats; the list ends there
   */
  static <P> Stream<P> of(Function<String, P> call, Function<P, String> next, Runnable repeated) {
    Set<String> seen = new HashSet<>();
    return Stream.iterate(
        call.apply(null),
        Objects::nonNull,
        page -> {
          String token = next.apply(page);
          if (token == null || token.isEmpty()) {
            return null;
          }
          if (!seen.add(token)) {
            repeated.run();
            return null;
          }
          return call.apply(token);
        });
  }
}
