package io.diffy.service;

import java.io.Serial;
import java.util.Optional;
import java.util.function.Function;

/** The command line can't be meant as it is: exit code 2. The message names the option. */
public final class UsageError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public UsageError(String message) {
    super(message);
  }

  /** What an option's text means, by a parser that throws {@link IllegalArgumentException}. */
  public static <T> T parse(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new UsageError(option + ": " + e.getMessage());
    }
  }

  /** The same of an option that need not be given. */
  public static <T> Optional<T> parseIfGiven(
      String option, String text, Function<String, T> parser) {
    return text.isEmpty() ? Optional.empty() : Optional.of(parse(option, text, parser));
  }
}
