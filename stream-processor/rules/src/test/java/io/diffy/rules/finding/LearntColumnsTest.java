package io.diffy.rules.finding;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.rules.peers.Catalog;
import io.diffy.rules.peers.HostItems;
import io.diffy.rules.volatility.Volatility;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.LearntColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an evaluation says of the columns in which the hosts agree on no value. */
class LearntColumnsTest {

  @Test
  void nothingLearntHasNoVersion() {
    assertEquals(Learnt.NOTHING, LearntColumns.of(learn(3, Set.of())));
  }

  @Test
  void aColumnStandsWithHowMuchItVariesAndOnHowManyThings() {
    assertEquals(
        List.of(new LearntColumn("last_run", 1.0, 1, 1, false)),
        LearntColumns.of(learn(3, Set.of(), "last_run")).columns());
  }

  @Test
  void theVersionIsThatOfTheNamesWhoeverShowedThem() {
    String three = LearntColumns.of(learn(3, Set.of(), "last_run", "pid")).version();

    assertEquals(8, three.length());
    assertEquals(three, LearntColumns.of(learn(30, Set.of(), "pid", "last_run")).version());
    assertNotEquals(three, LearntColumns.of(learn(3, Set.of(), "last_run")).version());
    assertNotEquals(
        LearntColumns.of(learn(3, Set.of(), "a", "bc")).version(),
        LearntColumns.of(learn(3, Set.of(), "ab", "c")).version(),
        "where a name ends counts");
  }

  @Test
  void aColumnThatMustBeComparedIsTold() {
    Learnt learnt = LearntColumns.of(learn(3, Set.of("last_run"), "last_run"));

    assertEquals(List.of(new LearntColumn("last_run", 1.0, 0, 1, true)), learnt.columns());
    assertEquals("", learnt.version(), "nothing is dropped");
    assertEquals(
        LearntColumns.of(learn(3, Set.of(), "pid")).version(),
        LearntColumns.of(learn(3, Set.of("last_run"), "pid", "last_run")).version());
  }

  @Test
  void moreColumnsThanAPersonReadsCountInTheVersionAlone() {
    String[] hundred = columns(100);
    String[] more = columns(101);

    assertEquals(100, LearntColumns.of(learn(3, Set.of(), more)).columns().size());
    assertNotEquals(
        LearntColumns.of(learn(3, Set.of(), hundred)).version(),
        LearntColumns.of(learn(3, Set.of(), more)).version());
  }

  private static String[] columns(int number) {
    String[] columns = new String[number];
    for (int n = 0; n < number; n++) {
      columns[n] = "column_%03d".formatted(n);
    }
    return columns;
  }

  /** One thing, with a value of its own in each of these columns on every host. */
  private static Volatility learn(int hosts, Set<String> never, String... columns) {
    List<HostItems> covered = new ArrayList<>();
    for (int n = 1; n <= hosts; n++) {
      covered.add(new HostItems(instance(n), THREE_AM, new long[] {n}));
    }
    return Volatility.learn(covered, new OneThing(new TreeSet<>(List.of(columns))), never);
  }

  /** The item of each host is the same thing with the host's number in all columns. */
  private record OneThing(Set<String> columns) implements Catalog {
    @Override
    public long identityOf(long item) {
      return 1000;
    }

    @Override
    public SortedMap<String, Long> attributesOf(long item) {
      SortedMap<String, Long> attributes = new TreeMap<>();
      columns.forEach(column -> attributes.put(column, item));
      return attributes;
    }
  }
}
