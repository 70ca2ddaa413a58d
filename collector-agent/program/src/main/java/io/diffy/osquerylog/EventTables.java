package io.diffy.osquerylog;

import io.diffy.schemas.pack.PackQuery;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which queries ask for events. An event is no state: it isn't "still there" when nothing more is
 * logged of it. All of osquery's event tables end alike; a table about them does, too.
 */
final class EventTables {
  private static final Pattern TABLE =
      Pattern.compile("\\b(?:from|join|,)\\s*(?!osquery_)\\w+_events\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern NAME =
      Pattern.compile("(?<![a-z0-9])(?!\\w*osquery_events)\\w*_events?(_\\w*)?$");

  private EventTables() {}

  /**
   * By its text where a pack has it, else by its name.
   *
   * @param scheduled the name in the log
   * @param known the query that is meant
   */
  static boolean isMeant(String scheduled, Optional<PackQuery> known) {
    return known
        .map(query -> TABLE.matcher(query.sql()).find())
        .orElseGet(() -> NAME.matcher(scheduled).find());
  }
}
