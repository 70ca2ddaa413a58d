package io.diffy.schemas.pack;

import java.util.List;
import java.util.Objects;

/**
 * One query of a pack: osquery's own keys, and what this project adds under {@code diffy}.
 *
 * @param name unique in the pack
 * @param sql the query text
 * @param intervalSeconds how often it runs
 * @param platform osquery's platform words; empty for any
 * @param description what it returns
 * @param value why it is there, in osquery's own key
 * @param identity columns that say which thing a row is; empty: every kept column
 * @param volatileColumns columns dropped before rows are compared
 * @param neverVolatile columns that are compared even where the peers agree on no value
 * @param techniques MITRE ATT&CK technique ids
 * @param benignCauses known harmless reasons for a deviation
 * @param severity how much a deviation of this table means by itself, 1 (low) to 3 (high)
 * @param appliesIf a query that returns rows where this one has something to ask; where it returns
 *     none the answer is an empty {@code ok} one, without asking; empty: it applies everywhere
 * @param osquery osquery's own terms for running and logging it
 */
public record PackQuery(
    String name,
    String sql,
    int intervalSeconds,
    String platform,
    String description,
    String value,
    List<String> identity,
    List<String> volatileColumns,
    List<String> neverVolatile,
    List<String> techniques,
    List<String> benignCauses,
    int severity,
    String appliesIf,
    OsqueryTerms osquery) {

  public PackQuery {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(sql, "sql");
    appliesIf = Objects.requireNonNullElse(appliesIf, "");
    osquery = Objects.requireNonNullElse(osquery, OsqueryTerms.DEFAULT);
  }

  /** A query that applies everywhere, on osquery's default terms. */
  public PackQuery(
      String name,
      String sql,
      int intervalSeconds,
      String platform,
      String description,
      String value,
      List<String> identity,
      List<String> volatileColumns,
      List<String> techniques,
      List<String> benignCauses,
      int severity) {
    this(
        name,
        sql,
        intervalSeconds,
        platform,
        description,
        value,
        identity,
        volatileColumns,
        List.of(),
        techniques,
        benignCauses,
        severity,
        "",
        OsqueryTerms.DEFAULT);
  }

  /** The same query with another text, for sources that ask something beside it. */
  public PackQuery withSql(String otherSql) {
    return new PackQuery(
        name,
        otherSql,
        intervalSeconds,
        platform,
        description,
        value,
        identity,
        volatileColumns,
        neverVolatile,
        techniques,
        benignCauses,
        severity,
        appliesIf,
        osquery);
  }

  /**
   * How osqueryd itself runs and logs a query.
   *
   * @param snapshot logs all rows each time instead of differences
   * @param removed whether differences include removed rows; without them no state can be rebuilt
   * @param version the osquery version it needs at least; empty for any
   * @param shard the share of hosts that run it, in percent, 1 to 100
   */
  public record OsqueryTerms(boolean snapshot, boolean removed, String version, int shard) {
    public static final OsqueryTerms DEFAULT = new OsqueryTerms(false, true, "", 100);
  }
}
