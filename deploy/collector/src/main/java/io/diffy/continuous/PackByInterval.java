package io.diffy.continuous;

import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The queries of one interval are asked together: one pack for each. */
final class PackByInterval {
  private PackByInterval() {}

  /** Packs of the same name by seconds, their queries in the order of the file. */
  static NavigableMap<Integer, Pack> of(Pack pack) {
    NavigableMap<Integer, Map<String, PackQuery>> queries = new TreeMap<>();
    pack.queries()
        .forEach(
            (name, query) ->
                queries
                    .computeIfAbsent(query.intervalSeconds(), s -> new LinkedHashMap<>())
                    .put(name, query));
    NavigableMap<Integer, Pack> packs = new TreeMap<>();
    queries.forEach(
        (seconds, of) ->
            packs.put(seconds, new Pack(pack.name(), pack.platform(), pack.discovery(), of)));
    return packs;
  }
}
