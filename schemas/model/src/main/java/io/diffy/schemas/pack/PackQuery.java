package io.diffy.schemas.pack;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One query of a pack: osquery's own keys, and what this project adds under {@code diffy}.
 *
 * @param name unique in the pack
 * @param sql the query text
 * @param execution when and where it runs
 * @param osquery osquery's own terms for running and logging it
 * @param columns how its rows are compared
 * @param meaning what its rows mean to a person
 */
public record PackQuery(
    String name,
    String sql,
    Execution execution,
    OsqueryTerms osquery,
    Columns columns,
    Meaning meaning) {

  /**
   * When and where a query runs.
   *
   * @param intervalSeconds how often
   * @param platform osquery's platform words; empty for any
   * @param appliesIf a query that returns rows where this one has something to ask; where it
   *     returns none the answer is an empty {@code ok} one, without asking; empty: it applies
   *     everywhere
   */
  public record Execution(int intervalSeconds, String platform, String appliesIf) {}

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

  /**
   * How rows are compared.
   *
   * @param identity columns that say which thing a row is; empty: every kept column
   * @param volatileColumns columns dropped before rows are compared
   * @param neverVolatile columns that are compared even where the peers agree on no value
   * @param formats how the text of a column is written before it is compared, where the pack says
   *     so; {@link TableDefaults} know the others
   * @param traits what the tables are like, when the pack says so; else the tables' own
   */
  public record Columns(
      List<String> identity,
      List<String> volatileColumns,
      List<String> neverVolatile,
      Map<String, ColumnFormat> formats,
      Optional<Set<TableTrait>> traits) {
    public static final Columns ALL =
        new Columns(List.of(), List.of(), List.of(), Map.of(), Optional.empty());
  }

  /**
   * What rows mean to a person.
   *
   * @param description what the query returns
   * @param value why it is there, in osquery's own key
   * @param techniques MITRE ATT&CK technique ids
   * @param benignCauses known harmless reasons for a deviation
   * @param severity how much a deviation of this table means by itself, 1 (low) to 3 (high)
   */
  public record Meaning(
      String description,
      String value,
      List<String> techniques,
      List<String> benignCauses,
      int severity) {
    public static final Meaning NONE = new Meaning("", "", List.of(), List.of(), 1);
  }

  /** Texts, names and comments, which may hold anything. */
  private static final Pattern QUOTED =
      Pattern.compile("'(?:[^']|'')*+'|\"[^\"]*+\"|--[^\\n]*+|/\\*(?s:.*?)\\*/");

  public PackQuery {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(sql, "sql");
  }

  /** A query that applies everywhere and says nothing of its rows, on osquery's default terms. */
  public static PackQuery of(String name, String sql, int intervalSeconds) {
    return new PackQuery(
        name,
        sql,
        new Execution(intervalSeconds, "", ""),
        OsqueryTerms.DEFAULT,
        Columns.ALL,
        Meaning.NONE);
  }

  /** The same query with another text, for sources that ask something beside it. */
  public PackQuery withSql(String other) {
    return new PackQuery(name, other, execution, osquery, columns, meaning);
  }

  /** The same query on other terms of osquery's. */
  public PackQuery on(OsqueryTerms terms) {
    return new PackQuery(name, sql, execution, terms, columns, meaning);
  }

  /** The same query under another name, meant for these platforms, where that returns rows. */
  public PackQuery in(String otherName, String platform, String appliesIf) {
    Execution where = new Execution(execution.intervalSeconds(), platform, appliesIf);
    return new PackQuery(otherName, sql, where, osquery, columns, meaning);
  }

  /** Whether its text is more than one statement: osquery mixes what they return. */
  public boolean hasSeveralStatements() {
    String plain = QUOTED.matcher(sql).replaceAll("x").replaceAll("[;\\sx]+$", "");
    return plain.indexOf(';') >= 0;
  }

  public int intervalSeconds() {
    return execution.intervalSeconds();
  }

  public String platform() {
    return execution.platform();
  }

  public String appliesIf() {
    return execution.appliesIf();
  }

  public List<String> identity() {
    return columns.identity();
  }

  public List<String> volatileColumns() {
    return columns.volatileColumns();
  }

  public List<String> neverVolatile() {
    return columns.neverVolatile();
  }

  /** How the texts of columns are written that the pack speaks of. */
  public Map<String, ColumnFormat> formats() {
    return columns.formats();
  }

  /** What the tables that are asked are like. */
  public Set<TableTrait> traits() {
    return columns.traits().orElseGet(() -> TableDefaults.SHIPPED.traits(sql));
  }

  public String description() {
    return meaning.description();
  }

  public String value() {
    return meaning.value();
  }

  public List<String> techniques() {
    return meaning.techniques();
  }

  public List<String> benignCauses() {
    return meaning.benignCauses();
  }

  public int severity() {
    return meaning.severity();
  }
}
