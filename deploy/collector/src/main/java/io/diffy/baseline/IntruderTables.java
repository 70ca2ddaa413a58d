package io.diffy.baseline;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.TableTrait;
import java.util.Set;

/** Which queries tell of an intruder even where one host alone is odd. */
public final class IntruderTables {
  /** Of a table, in a pack. */
  private static final int MOST_SERIOUS = 3;

  private IntruderTables() {}

  /**
   * Tables of decisions, and others where any deviation is serious. Not digests of files: settings
   * that are filled in per host are learnt from several instances only.
   */
  public static boolean is(String query, Pack pack) {
    PackQuery known = pack.queries().get(query);
    if (known == null) {
      return false;
    }
    Set<TableTrait> traits = known.traits();
    return traits.contains(TableTrait.DELIBERATE)
        || (known.severity() == MOST_SERIOUS && !traits.contains(TableTrait.SOFTWARE));
  }
}
