package io.diffy.rules.item;

import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A row of many columns costs what its bytes cost, not what their square would. */
class WideRowTest {
  private static final QueryRules CRONTAB =
      new QueryRules(Set.of("command", "path"), Set.of("event"), Set.of(), Map.of(), Set.of());

  @Test
  void whichColumnsNameARowIsAskedOfEachColumnOnce() {
    Counted columns = new Counted(List.of("minute", "hour", "event", "comment"));

    Predicate<String> names = CRONTAB.naming(columns);

    assertTrue(columns.stream().allMatch(names), "without an identity every column names it");
    assertEquals(2 * columns.size(), columns.visits, "once to ask, once by this test");
    Predicate<String> withPath = CRONTAB.naming(List.of("minute", "path"));
    assertTrue(withPath.test("path") && withPath.test("command") && !withPath.test("minute"));
  }

  @Test
  void aRowIsPlannedOnceAndItsTextWrittenOnce() {
    Map<String, String> cells = new TreeMap<>();
    for (int n = 0; n < 100; n++) {
      cells.put("column_" + n, "value " + n);
    }
    AtomicInteger planned = new AtomicInteger();
    Map<String, String> row =
        new AbstractMap<>() {
          @Override
          public Set<Map.Entry<String, String>> entrySet() {
            return cells.entrySet();
          }

          @Override
          public Set<String> keySet() {
            planned.incrementAndGet();
            return cells.keySet();
          }
        };
    ItemWriter writer = new ItemWriter(CRONTAB, instance(1));

    long print = writer.exactPrint(row, new Fingerprints());
    CanonicalAnswer.RowItem line = writer.line(row, writer.lastWritten());

    assertEquals(print, new Fingerprints().of(line.item().text()));
    assertEquals(writer.item(row), line.item());
    assertEquals(1, planned.get());
  }

  @Test
  void sixteenTimesAsManyColumnsDoNotTakeTheSquareOfThat() {
    double ratio = Double.MAX_VALUE;
    // The best of some: the compiler and other programs only make it worse.
    for (int times = 0; times < 4; times++) {
      ratio = Math.min(ratio, (double) nanos(32_000) / nanos(2_000));
    }
    assertTrue(ratio < 100, "16 in proportion, 256 as a square; it was " + ratio);
  }

  /** What this thread works for an item, and for the explanation of it. */
  private static long nanos(int columns) {
    Map<String, String> row = new HashMap<>();
    for (int n = 0; n < columns; n++) {
      row.put("column_name_%06d".formatted(n), "value " + n);
    }
    long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Item item = new ItemWriter(CRONTAB, instance(1)).item(row);
    assertEquals(columns, NormalizationTrace.of(CRONTAB, instance(1), row).identity().size());
    assertTrue(item.identity().length() > columns);
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
  }

  private static final class Counted extends AbstractCollection<String> {
    private final Collection<String> columns;
    private int visits;

    Counted(Collection<String> columns) {
      this.columns = columns;
    }

    @Override
    public Iterator<String> iterator() {
      Iterator<String> all = columns.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public String next() {
          visits++;
          return all.next();
        }
      };
    }

    @Override
    public int size() {
      return columns.size();
    }
  }
}
