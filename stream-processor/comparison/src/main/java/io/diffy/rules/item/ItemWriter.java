package io.diffy.rules.item;

import io.diffy.schemas.Instance;
import io.diffy.schemas.Row;
import io.diffy.schemas.pack.ColumnFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  public ItemWriter(QueryRules rules, Instance instance) {
    this.rules = rules;
    this.masks = HostTextNormalizer.of(instance);
  }

  public Item item(Map<String, String> cells) {
    int middle = write(cells);
    return new Item(out.substring(0, middle), out.substring(middle + 1));
  }

  /** The text of the item, as {@link Item#text} gives it. */
  String text(Map<String, String> cells) {
    write(cells);
    return out.toString();
  }

  /** Writes the item and returns where its identity ends. */
  private int write(Map<String, String> cells) {
    Row row = Row.of(cells);
    if (last == null || !row.sharesColumnsWith(last)) {
      plan = RowPlan.of(rules, row);
      last = row;
    }
    out.setLength(0);
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
      case EXACT -> text;
      case PORT -> port(text);
      case ID -> id(text);
      case MOUNT_FLAGS -> masks.apply(withoutSizes(text));
      case DEVICE -> text.startsWith(LOOP) ? LOOP + '#' : masks.apply(text);
      case UNIT_STATE -> isResting(row) ? "<not active>" : masks.apply(text);
      case NAME -> isKernelThread(row) ? kernelThreadName(text) : masks.apply(text);
      case MASKED -> masks.apply(text);
    };
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

  private static String port(String text) {
    return RowFilter.number(text) >= HostTextNormalizer.EPHEMERAL ? "<ephemeral>" : text;
  }

  /** Ids of system accounts are handed out in the order in which packages were installed. */
  private static String id(String text) {
    long id = RowFilter.number(text);
    return id >= FIRST_SYSTEM_ID && id <= LAST_SYSTEM_ID ? "<system-id>" : text;
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
