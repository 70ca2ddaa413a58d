package io.diffy.rules.item;

import io.diffy.rules.detection.ContainerRule;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Row;
import io.diffy.schemas.SetAside.Reason;
import io.diffy.schemas.pack.ColumnFormat;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
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

  /** A container of Kubernetes: k8s, its name, the pod, the namespace, uid and attempt. */
  private static final Pattern POD = Pattern.compile("^(/?k8s_[^_]+_)[^_]+_([^_]+)_[^_]+_[0-9]+$");

  private static final Set<String> KERNEL = Set.of("", "0", "2");
  private static final String REMOTE = "remote_";
  private static final String CALLED = CellText.head("called");

  /** Of all answers of the process: what one showed, another need not be asked for. */
  private static final KnownPrints KNOWN = new KnownPrints();

  private final QueryRules rules;
  private final HostTextNormalizer masks;
  private final StringBuilder out = new StringBuilder(256);
  private Map<String, String> asked;
  private Row planned;
  private Row last;
  private RowPlan plan;
  private boolean called;
  private boolean exactly;
  private boolean left;
  private WrittenText written;

  public ItemWriter(QueryRules rules, Instance instance) {
    this.rules = rules;
    this.masks = HostTextNormalizer.of(instance);
  }

  /** The item, with all masks. */
  public Item item(Map<String, String> cells) {
    exactly = false;
    return textOf(cells).item();
  }

  /** A text as written, the end of its identity, whether peers may confirm any; its hash or "". */
  record WrittenText(String text, int middle, boolean left, String name) {
    private Item item() {
      return new Item(text.substring(0, middle), text.substring(middle + 1));
    }
  }

  private WrittenText textOf(Map<String, String> cells) {
    int middle = write(cells);
    return new WrittenText(out.toString(), middle, left, "");
  }

  /**
   * The text of the item as {@link Item#text} gives it, but for what the peers must confirm: that
   * stands there as it is. In a table that shows a moment there is nothing to confirm, and rows of
   * more columns than are compared one by one are not looked at so closely.
   */
  private WrittenText exactText(Map<String, String> cells) {
    exactly = true;
    return textOf(cells);
  }

  /** Why the row is not compared by itself, as {@link RowFilter#leftOut} says. */
  Optional<Reason> leftOut(Map<String, String> cells, Instant collectedAt, SshSessions sessions) {
    Row row = planned(cells);
    return RowFilter.leftOut(row, plan.filters(), collectedAt, sessions);
  }

  /** Whether it hangs on the time of the answer, too, why the last row is left out. */
  boolean hangsOnTime() {
    return (plan.filters() & RowFilter.STARTS) != 0;
  }

  /** The fingerprint of the exact text, which is not written where another host's row had it. */
  long exactPrint(Map<String, String> cells, Fingerprints fingerprints) {
    Row row = planned(cells);
    written = null;
    if (isCalled(row) || (hasNoProgram(row) && !isKernels(row))) {
      return writtenPrint(row, fingerprints);
    }
    KnownPrints.CellsName name = KNOWN.name(plan, row);
    if (name == null || masks.isNamedIn(name.text)) {
      return writtenPrint(row, fingerprints);
    }
    KnownPrints.Print known = KNOWN.find(plan, name);
    if (known != null) {
      return known.print();
    }
    long print = writtenPrint(row, fingerprints);
    KNOWN.keep(plan, name, print);
    return print;
  }

  private long writtenPrint(Row row, Fingerprints fingerprints) {
    WrittenText exact = exactText(row);
    byte[] digest = fingerprints.digest(exact.text());
    String name = HexFormat.of().formatHex(digest);
    written = new WrittenText(exact.text(), exact.middle(), exact.left(), name);
    return Fingerprints.shortened(digest);
  }

  /** The exact text that the last print is of; null where it was known without. */
  WrittenText lastWritten() {
    return written;
  }

  /**
   * The item with the columns whose exact text is another one; mostly there are none.
   *
   * @param exact the exact text, if it was written; else null
   */
  CanonicalAnswer.RowItem line(Map<String, String> cells, WrittenText exact) {
    WrittenText text = exact == null ? exactText(cells) : exact;
    if (!text.left()) {
      return new CanonicalAnswer.RowItem(
          text.item(), cells, Collections.emptySortedMap(), text.name());
    }
    Item masked = item(cells);
    return new CanonicalAnswer.RowItem(masked, cells, text.item().printsUnlike(masked), "");
  }

  /** The columns whose exact text is another one than that in the item, each as a fingerprint. */
  public SortedMap<String, Long> exactPrints(Map<String, String> cells) {
    return line(cells, null).exact();
  }

  /** Writes the item and returns where its identity ends. */
  private int write(Map<String, String> cells) {
    Row row = planned(cells);
    exactly &= plan.exactly();
    out.setLength(0);
    left = false;
    called = isCalled(row);
    write(plan.identity(), row);
    if (called) {
      CellText.write(out, CALLED, RowFilter.portOf(cells.get("local_port")));
    }
    int middle = out.length();
    out.append(CellText.ITEM_MIDDLE);
    write(plan.attributes(), row);
    return middle;
  }

  private boolean isCalled(Row row) {
    return plan.localPort() >= 0 && RowFilter.looksCalled(row);
  }

  /** Asked some times for each row: a plan of a thousand columns costs more than the row. */
  @SuppressWarnings("ReferenceEquality") // of the rows of an answer, which nobody changes
  private Row planned(Map<String, String> cells) {
    if (cells != asked && cells != planned) {
      Row row = Row.of(cells);
      if (last == null || !row.sharesColumnsWith(last)) {
        plan = KNOWN.plan(rules, row);
        last = row;
      }
      asked = cells;
      planned = plan.keyFile() >= 0 ? RowPlan.withoutKeyLine(row) : row;
    }
    return planned;
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
      case NAME -> isKernelThread(row) ? kernelThreadName(text) : masked(withoutPod(text));
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
        && ContainerRule.isChain(row.value(plan.chain()))
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

  private static String withoutPod(String name) {
    return name.contains("k8s_") ? POD.matcher(name).replaceFirst("$1$2") : name;
  }

  /**
   * Kernel threads have no executable and no command line, and another one is their parent; osquery
   * says {@code on_disk = -1}.
   */
  private boolean isKernelThread(Row row) {
    return hasNoProgram(row) && isKernels(row);
  }

  private boolean hasNoProgram(Row row) {
    return plan.onDisk() >= 0
        && plan.path() >= 0
        && plan.cmdline() >= 0
        && row.value(plan.onDisk()).equals("-1")
        && row.value(plan.path()).isEmpty()
        && row.value(plan.cmdline()).isEmpty();
  }

  private boolean isKernels(Row row) {
    return plan.parent() < 0 || KERNEL.contains(row.value(plan.parent()));
  }

  /** {@code kworker/u8:1-events} and {@code scsi_eh_0} differ with processors, devices and load. */
  private static String kernelThreadName(String name) {
    int slash = name.indexOf('/');
    String stem = slash < 0 ? name : name.substring(0, slash);
    return stem.replaceAll("[0-9]+", "#");
  }
}
