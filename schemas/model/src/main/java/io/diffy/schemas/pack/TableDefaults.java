package io.diffy.schemas.pack;

import io.diffy.schemas.text.Resource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is known of osquery's tables and columns whatever pack asks for them: the file {@code
 * packs/tables.txt}, which says how to read it.
 */
public final class TableDefaults {
  /** Those of this program. */
  public static final TableDefaults SHIPPED =
      new TableDefaults(Resource.text(TableDefaults.class, "/packs/tables.txt"));

  private static final Pattern TABLE =
      Pattern.compile("\\b(?:from|join)\\s+(\\w+)", Pattern.CASE_INSENSITIVE);

  private final Map<String, Set<TableTrait>> traits = new TreeMap<>();
  private final Map<String, ColumnFormat> formats = new HashMap<>();
  private final Map<String, ColumnFormat> formatsByBeginning = new TreeMap<>();
  private final Set<String> identity = new LinkedHashSet<>();
  private final Set<String> fresh = new LinkedHashSet<>();
  private final Set<String> usuallyVolatile = new LinkedHashSet<>();
  private final List<Rows> rows = new ArrayList<>();

  /** By which columns the rows of a table are known, and which of them are not compared then. */
  private record Rows(Set<String> known, Set<String> volatileColumns) {}

  private TableDefaults(String text) {
    text.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
  }

  private void add(String line) {
    List<String> words = List.of(line.split(" "));
    String name = words.get(1);
    if (words.get(0).equals("rows")) {
      rows.add(
          new Rows(Set.of(words.get(2).split(",")), Set.copyOf(words.subList(3, words.size()))));
      return;
    }
    for (String word : words.subList(2, words.size())) {
      if (words.get(0).equals("table")) {
        TableTrait trait = TableTrait.valueOf(word.toUpperCase(Locale.ROOT));
        traits.computeIfAbsent(name, t -> EnumSet.noneOf(TableTrait.class)).add(trait);
      } else {
        addColumn(name, word);
      }
    }
  }

  private void addColumn(String name, String word) {
    switch (word) {
      case "identity" -> identity.add(name);
      case "fresh" -> fresh.add(name);
      case "volatile" -> usuallyVolatile.add(name);
      default -> {
        ColumnFormat format = ColumnFormat.valueOf(word.toUpperCase(Locale.ROOT));
        if (name.endsWith("*")) {
          formatsByBeginning.put(name.substring(0, name.length() - 1), format);
        } else {
          formats.put(name, format);
        }
      }
    }
  }

  /** The tables that a query asks, each once, but for those it names itself. */
  public static List<String> tables(String sql) {
    String text = sql.toLowerCase(Locale.ROOT);
    return asked(sql).stream()
        .distinct()
        .filter(table -> !text.matches("(?s).*\\b" + table + "\\s*(\\([^)]*\\))?\\s+as\\s*\\(.*"))
        .toList();
  }

  private static List<String> asked(String sql) {
    return TABLE.matcher(sql).results().map(m -> m.group(1).toLowerCase(Locale.ROOT)).toList();
  }

  /** What the tables behind a query are like: rows come from the first, decisions from any. */
  Set<TableTrait> traits(String sql) {
    List<String> tables = asked(sql);
    Set<TableTrait> found = EnumSet.noneOf(TableTrait.class);
    for (int at = 0; at < tables.size(); at++) {
      boolean first = at == 0;
      traits.getOrDefault(tables.get(at), Set.of()).stream()
          .filter(trait -> first || trait.ofAnyTable())
          .forEach(found::add);
    }
    return found;
  }

  public ColumnFormat format(String column) {
    ColumnFormat format = formats.get(column);
    if (format != null) {
      return format;
    }
    for (Map.Entry<String, ColumnFormat> beginning : formatsByBeginning.entrySet()) {
      if (column.startsWith(beginning.getKey())) {
        return beginning.getValue();
      }
    }
    return ColumnFormat.MASKED;
  }

  /** What names a thing, for queries of which no pack says it. */
  public Set<String> identity() {
    return Collections.unmodifiableSet(identity);
  }

  /** Columns that osquery fills anew on every run, whatever the table. */
  public Set<String> fresh() {
    return Collections.unmodifiableSet(fresh);
  }

  /**
   * What is not compared in rows of a query that no pack describes, as far as their columns tell.
   */
  public Set<String> volatileIn(Collection<String> columns) {
    Set<String> found = new LinkedHashSet<>();
    for (Rows table : rows) {
      if (columns.containsAll(table.known)) {
        found.addAll(table.volatileColumns);
      }
    }
    return found;
  }

  /** Columns that are dropped where a query does not say what is volatile. */
  public List<String> usuallyVolatile() {
    return List.copyOf(usuallyVolatile);
  }
}
