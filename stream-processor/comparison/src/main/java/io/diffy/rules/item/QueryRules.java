package io.diffy.rules.item;

import io.diffy.schemas.pack.ColumnFormat;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.TableDefaults;
import io.diffy.schemas.pack.TableTrait;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How the rows of one query become items: which columns are dropped, which say what the thing is,
 * and which are compared letter by letter.
 *
 * @param identity columns that name the thing; none of them in a row: every kept column does
 * @param dropped columns that differ on every run
 * @param kept columns that are compared whatever else is said of them
 * @param formats how columns are written that the pack speaks of
 * @param traits what the tables that are asked are like
 */
public record QueryRules(
    Set<String> identity,
    Set<String> dropped,
    Set<String> kept,
    Map<String, ColumnFormat> formats,
    Set<TableTrait> traits) {

  /**
   * Raise it whenever {@link RowFilter}, {@link HostTextNormalizer} or {@link TableDefaults} make
   * another item of the same row.
   */
  private static final int CANON_VERSION = 7;

  /** The same for the rows that {@link TableDefaults} know in queries that no pack describes. */
  private static final int UNKNOWN_VERSION = 2;

  private static final TableDefaults DEFAULTS = TableDefaults.SHIPPED;

  /** One object, by which most rules are told from each other at a glance. */
  private static final Set<String> IDENTITY = Set.copyOf(DEFAULTS.identity());

  public QueryRules {
    identity = Set.copyOf(identity);
    dropped = Set.copyOf(dropped);
    kept = Set.copyOf(kept);
    formats = Map.copyOf(formats);
    traits = Set.copyOf(traits);
  }

  public static QueryRules of(PackQuery query) {
    return new QueryRules(
        query.identity().isEmpty() ? IDENTITY : Set.copyOf(query.identity()),
        Set.copyOf(query.volatileColumns()),
        Set.copyOf(query.neverVolatile()),
        query.formats(),
        query.traits());
  }

  /** For a query that no pack describes. */
  public static QueryRules unknown() {
    return new QueryRules(IDENTITY, Set.of(), Set.of(), Map.of(), Set.of());
  }

  /** No pack names all of them for one query. */
  private boolean isUnknown() {
    return identity.equals(IDENTITY);
  }

  /** What a row is about: the cells of the columns that name the thing. */
  public String thing(Map<String, String> row) {
    Map<String, String> named = new TreeMap<>(row);
    named.keySet().retainAll(identity);
    return String.join(" ", named.values());
  }

  /** The rules for rows of these columns: they may tell which table they are of. */
  QueryRules inRow(Collection<String> columns) {
    Set<String> more = isUnknown() ? DEFAULTS.volatileIn(columns) : Set.of();
    if (more.isEmpty()) {
      return this;
    }
    Set<String> nowDropped = new TreeSet<>(more);
    nowDropped.removeAll(kept);
    nowDropped.addAll(dropped);
    return new QueryRules(identity, nowDropped, kept, formats, traits);
  }

  /** These rules with what the configuration pins, which wins over them. */
  public QueryRules with(ColumnPins pins) {
    Set<String> nowDropped = new TreeSet<>(dropped);
    nowDropped.removeAll(pins.never());
    nowDropped.addAll(pins.volatileColumns());
    Set<String> nowKept = new TreeSet<>(kept);
    nowKept.removeAll(pins.volatileColumns());
    nowKept.addAll(pins.never());
    return new QueryRules(identity, nowDropped, nowKept, formats, traits);
  }

  /** Changes when the same row may give another item: this query's columns, or the masks. */
  public int version() {
    Set<String> rescued = new TreeSet<>(kept);
    rescued.retainAll(DEFAULTS.fresh());
    Map<String, String> written = new TreeMap<>();
    formats.forEach((column, format) -> written.put(column, format.word()));
    return written.hashCode() * 31 * 31 * 31 * 31
        + rescued.hashCode() * 31 * 31 * 31
        + new TreeSet<>(identity).hashCode() * 31 * 31
        + new TreeSet<>(dropped).hashCode() * 31
        + (isUnknown() ? 31 * UNKNOWN_VERSION : 0)
        + CANON_VERSION;
  }

  /** Whether its rows are packages or files, which upgrades change. */
  public boolean software() {
    return traits.contains(TableTrait.SOFTWARE);
  }

  /** Whether its rows show a moment: what differs between hosts there says nothing. */
  boolean momentary() {
    return traits.contains(TableTrait.MOMENTARY);
  }

  /** Whether the text of a column is an id that systems hand out. */
  public boolean isId(String column) {
    return format(column) == ColumnFormat.ID;
  }

  /** The columns in which two raw rows differ, without those that are not compared; sorted. */
  public List<String> differing(Map<String, String> a, Map<String, String> b) {
    QueryRules here = inRow(a.keySet());
    return a.keySet().stream()
        .filter(column -> !here.drops(column) && !a.get(column).equals(b.get(column)))
        .sorted()
        .toList();
  }

  /** Whether a column is not compared. */
  public boolean drops(String column) {
    return dropped.contains(column)
        || (DEFAULTS.fresh().contains(column)
            && !identity.contains(column)
            && !kept.contains(column));
  }

  ColumnFormat format(String column) {
    ColumnFormat own = formats.get(column);
    return own == null ? DEFAULTS.format(column) : own;
  }

  /** Which of a row's columns name the thing: asked once for a row, which may have thousands. */
  Predicate<String> naming(Collection<String> columnsOfRow) {
    return columnsOfRow.stream().anyMatch(identity::contains) ? identity::contains : column -> true;
  }
}
