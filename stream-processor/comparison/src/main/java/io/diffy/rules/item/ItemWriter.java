package io.diffy.rules.item;

import io.diffy.rules.detection.RoutineRow;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Row;
import io.diffy.schemas.pack.ColumnFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns the rows of one answer into items: drops what is volatile, masks what is the host's own,
 * keeps the rest.
 */
public final class ItemWriter {
  /** Dynamically allocated system users and groups: Debian policy 9.2.2, and alike elsewhere. */
  private static final int FIRST_SYSTEM_ID = 100;

  private static final int LAST_SYSTEM_ID = 999;

  /** Loop devices are numbered in the order of mounting. */
  private static final String LOOP = "/dev/loop";

  /** Stands for who called, in what looks like a connection that came in. */
  private static final String CALLER = "<caller>";

  private static final String REMOTE = "remote_";
  private static final String CALLED = CellText.head("called");

  private final QueryRules rules;
  private final HostTextNormalizer masks;
  private final StringBuilder out = new StringBuilder(256);
  private Row last;
  private RowPlan plan;
  private boolean called;
  private boolean exactly;
  private boolean left;

  public ItemWriter(QueryRules rules, Instance instance) {
    this.rules = rules;
    this.masks = HostTextNormalizer.of(instance);
  }

  /** The item, with all masks. */
  public Item item(Map<String, String> cells) {
    exactly = false;
    return written(cells);
  }

  private Item written(Map<String, String> cells) {
    int middle = write(cells);
    return new Item(out.substring(0, middle), out.substring(middle + 1));
  }

  /**
   * The text of the item as {@link Item#text} gives it, but for what the peers must confirm: that
   * stands there as it is. In a table that shows a moment there is nothing to confirm, and rows of
   * more columns than are compared one by one are not looked at so closely.
   */
  String exactText(Map<String, String> cells) {
    exactly = !rules.momentary();
    write(cells);
    return out.toString();
  }

  /** Whether the last exact text is another one than that of the item. */
  boolean leftSomething() {
    return left;
  }

  /** The columns whose exact text is another one than that in the item, each as a fingerprint. */
  public SortedMap<String, Long> exactPrints(Map<String, String> cells) {
    Map<String, String> masked = cells(item(cells));
    exactly = !rules.momentary();
    Map<String, String> exact = cells(written(cells));
    SortedMap<String, Long> prints = new TreeMap<>();
    Fingerprints fingerprints = new Fingerprints();
    exact.forEach(
        (column, text) -> {
          if (!text.equals(masked.get(column))) {
            prints.put(column, fingerprints.of(text));
          }
        });
    return prints;
  }

  private static Map<String, String> cells(Item item) {
    Map<String, String> cells = new TreeMap<>(CellText.read(item.identity()));
    cells.putAll(CellText.read(item.attributes()));
    return cells;
  }

  /** Writes the item and returns where its identity ends. */
  private int write(Map<String, String> cells) {
    Row row = Row.of(cells);
    if (last == null || !row.sharesColumnsWith(last)) {
      plan = RowPlan.of(rules, row);
      last = row;
    }
    exactly &= plan.identity().size() + plan.attributes().size() <= Item.MOST_COLUMNS;
    out.setLength(0);
    left = false;
    called = RowFilter.looksCalled(cells);
    write(plan.identity(), row);
    if (called) {
      CellText.write(out, CALLED, RowFilter.portOf(cells.get("local_port")));
    }
    int middle = out.length();
    out.append(CellText.ITEM_MIDDLE);
    write(plan.attributes(), row);
    return middle;
  }

  private void write(List<RowPlan.PlannedCell> cells, Row row) {
    for (int i = 0; i < cells.size(); i++) {
      RowPlan.PlannedCell cell = cells.get(i);
      boolean caller = called && cell.head().startsWith(REMOTE);
      CellText.write(
          out, cell.head(), caller ? CALLER : canonical(cell.format(), row.value(cell.at()), row));
    }
  }

  private String canonical(ColumnFormat format, String text, Row row) {
    return switch (format) {
      case EXACT -> isContainerAddress(text, row) ? "<container-ip>" : text;
      case PORT -> port(text);
      case ID -> id(text);
      case MOUNT_FLAGS -> masked(withoutSizes(text));
      case DEVICE -> text.startsWith(LOOP) ? LOOP + '#' : masked(text);
      case UNIT_STATE -> isResting(row) ? "<not active>" : masked(text);
      case NAME -> isKernelThread(row) ? kernelThreadName(text) : masked(text);
      case MASKED -> masked(text);
    };
  }

  private String masked(String text) {
    if (!exactly) {
      return masks.apply(text);
    }
    String exact = masks.exact(text);
    left |= masks.leftSomething();
    return exact;
  }

  private String confirmable(String text, String mask) {
    left |= exactly;
    return exactly ? text : mask;
  }

  /** An engine hands out its addresses in the order in which it starts containers. */
  private boolean isContainerAddress(String text, Row row) {
    return plan.chain() >= 0
        && RoutineRow.isContainerChain(row.value(plan.chain()))
        && TextShapes.isPrivateAddress(text);
  }

  /** A job that a timer starts is inactive, activating or failed, and each of it for a while. */
  private boolean isResting(Row row) {
    return plan.unitState() >= 0 && !"active".equals(row.value(plan.unitState()));
  }

  /** The sizes of memory file systems follow the memory of the host. */
  private static String withoutSizes(String flags) {
    return Arrays.stream(flags.split(",", -1))
        .filter(flag -> !flag.startsWith("size=") && !flag.startsWith("nr_inodes="))
        .collect(Collectors.joining(","));
  }

  private String port(String text) {
    return RowFilter.number(text) >= HostTextNormalizer.EPHEMERAL
        ? confirmable(text, "<ephemeral>")
        : text;
  }

  /** Ids of system accounts are handed out in the order in which packages were installed. */
  private String id(String text) {
    long id = RowFilter.number(text);
    return id >= FIRST_SYSTEM_ID && id <= LAST_SYSTEM_ID ? confirmable(text, "<system-id>") : text;
  }

  /** Kernel threads have no executable and no command line; osquery says {@code on_disk = -1}. */
  private boolean isKernelThread(Row row) {
    return plan.onDisk() >= 0
        && plan.path() >= 0
        && plan.cmdline() >= 0
        && row.value(plan.onDisk()).equals("-1")
        && row.value(plan.path()).isEmpty()
        && row.value(plan.cmdline()).isEmpty();
  }

  /** {@code kworker/u8:1-events} and {@code scsi_eh_0} differ with processors, devices and load. */
  private static String kernelThreadName(String name) {
    int slash = name.indexOf('/');
    String stem = slash < 0 ? name : name.substring(0, slash);
    return stem.replaceAll("[0-9]+", "#");
  }
}
