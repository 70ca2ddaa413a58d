package io.diffy.schemas.packfile;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.Platforms;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The packs one file holds.
 *
 * @param all in file order; the queries of a config's {@code schedule} form a pack of that name
 * @param warnings what was left out and why, for a person; empty when nothing was
 */
public record Packs(List<Pack> all, List<String> warnings) {
  /** What the queries of a config's schedule are a pack of. */
  public static final String SCHEDULE = "schedule";

  /**
   * All their queries as one pack. Where two packs have a query of one name and ask differently,
   * the later one's is called as osquery schedules it, {@code pack_<pack>_<query>}. What a pack
   * says of all its queries stands with each of them then.
   */
  public Pack merged(String name) {
    if (all.size() == 1) {
      return all.get(0);
    }
    Map<String, PackQuery> queries = new LinkedHashMap<>();
    for (Pack pack : all) {
      String discovery = discovery(pack);
      for (PackQuery query : pack.queries().values()) {
        boolean elsewhere = !Platforms.includeLinux(pack.platform());
        String appliesIf = query.appliesIf().isEmpty() ? discovery : query.appliesIf();
        PackQuery own =
            query.in(query.name(), elsewhere ? pack.platform() : query.platform(), appliesIf);
        PackQuery taken = queries.putIfAbsent(query.name(), own);
        if (taken != null && !taken.equals(own)) {
          String full = "pack_" + pack.name() + "_" + query.name();
          queries.putIfAbsent(full, own.in(full, own.platform(), appliesIf));
        }
      }
    }
    return new Pack(name, "", List.of(), Collections.unmodifiableMap(queries));
  }

  private static String discovery(Pack pack) {
    return pack.discovery().isEmpty()
        ? ""
        : pack.discovery().stream()
            .map(sql -> "EXISTS (" + sql.strip().replaceAll(";\\s*$", "") + ")")
            .collect(Collectors.joining(" AND ", "SELECT 1 WHERE ", ""));
  }
}
