package io.diffy.schemas.pack;

import java.util.List;
import java.util.Map;

/**
 * A set of queries in osquery's pack format.
 *
 * @param name the pack's name, from its file name
 * @param platform osquery's platform words; empty for any
 * @param discovery queries that must all return rows before the pack runs
 * @param queries by name, in file order
 */
public record Pack(
    String name, String platform, List<String> discovery, Map<String, PackQuery> queries) {

  /** The same pack under the name a config gives it. */
  public Pack named(String otherName) {
    return new Pack(otherName, platform, discovery, queries);
  }
}
