package io.diffy.settings.judging;

import io.diffy.rules.time.IntakeLimits;
import io.diffy.schemas.text.Nearest;
import io.diffy.settings.Settings;
import io.diffy.settings.SettingsError;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How much one host may send: {@code limit.rows=50000} and so on. */
public final class HostLimits {
  static final String LIMIT = "limit.";
  private static final Set<String> NAMES =
      Set.of("rows", "items", "columns", "answers", "queries", "instances", "remembered");
  static final List<String> KEYS = NAMES.stream().map(LIMIT::concat).toList();

  private HostLimits() {}

  /**
   * The limits; what is not said is the default.
   *
   * @throws SettingsError when there is no such limit, or its value is no whole number from 1 up
   */
  public static IntakeLimits of(Settings settings) {
    Map<String, String> given = settings.under(LIMIT);
    for (String name : given.keySet()) {
      if (!NAMES.contains(name)) {
        throw new SettingsError(
            "there is no %s%s%s".formatted(LIMIT, name, Nearest.question(LIMIT + name, KEYS)));
      }
    }
    IntakeLimits standard = IntakeLimits.DEFAULT;
    return new IntakeLimits(
        number(given, "rows", standard.rows()),
        number(given, "items", standard.items()),
        number(given, "columns", standard.columns()),
        number(given, "answers", standard.answers()),
        number(given, "queries", standard.queries()),
        number(given, "instances", standard.instances()),
        number(given, "remembered", standard.remembered()));
  }

  private static int number(Map<String, String> given, String name, int standard) {
    String text = given.get(name);
    if (text == null) {
      return standard;
    }
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SettingsError(
        "%s%s must be a whole number from 1 up, not \"%s\"".formatted(LIMIT, name, text));
  }
}
