package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Sink;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.SinkRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every sink plugin must do. Its target begins empty in every test. */
public abstract class SinkPluginContract extends PluginContract<SinkPlugin> {
  protected SinkPluginContract() {
    super(PluginKind.SINK);
  }

  /**
   * What the target holds now: one text for each thing in it, in any order. A thing that is there
   * twice is named twice.
   */
  protected abstract Collection<String> kept(Dataset dataset);

  @Test
  void itsHabitsAreTheSameAtEveryCall() {
    SinkPlugin plugin = plugin();

    assertEquals(plugin.habits(), plugin.habits());
    assertFalse(plugin.habits().takes().isEmpty(), "takes something");
  }

  @Test
  void whatItTakesIsKept() {
    SinkPlugin plugin = plugin();
    for (Dataset dataset : plugin.habits().takes()) {
      assertEquals(List.of(), kept(dataset), "begins empty");

      assertEquals(
          List.of(), deliver(plugin, dataset, SinkRecords.of(dataset)), "refuses no valid record");

      assertFalse(kept(dataset).isEmpty(), dataset + " are kept");
    }
  }

  @Test
  void deliveredTwiceLeavesWhatDeliveredOnceLeaves() {
    SinkPlugin plugin = plugin();
    for (Dataset dataset : plugin.habits().takes()) {
      deliver(plugin, dataset, SinkRecords.of(dataset));
      List<String> once = sorted(kept(dataset));

      deliver(plugin, dataset, SinkRecords.of(dataset));

      assertEquals(once, sorted(kept(dataset)), dataset.word());
    }
  }

  /**
   * The process ends after a batch was delivered and before it was committed; the next one begins
   * at the same record and cuts as it likes.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void cutDifferentlyTheSecondTimeLeavesTheSame(int size) {
    SinkPlugin plugin = plugin();
    for (Dataset dataset : plugin.habits().takes()) {
      List<SinkRecord> all = SinkRecords.of(dataset);
      deliver(plugin, dataset, all);
      List<String> once = sorted(kept(dataset));

      try (Sink again = plugin.open(dataset, context())) {
        for (int from = 0; from < all.size(); from += size) {
          again.deliver(all.subList(from, Math.min(from + size, all.size())));
        }
      }

      assertEquals(once, sorted(kept(dataset)), dataset + " in batches of " + size);
    }
  }

  /** The first time fewer had come when the batch was full. */
  @Test
  void aLongerSecondDeliveryTakesThePlaceOfAShorterFirst() {
    SinkPlugin plugin = plugin();
    for (Dataset dataset : plugin.habits().takes()) {
      List<SinkRecord> all = SinkRecords.of(dataset);
      deliver(plugin, dataset, all.subList(0, all.size() / 2));
      deliver(plugin, dataset, all);
      List<String> longer = sorted(kept(dataset));

      deliver(plugin, dataset, all);

      assertEquals(longer, sorted(kept(dataset)), dataset.word());
    }
  }

  @Test
  void whatNobodyCheckedIsRefusedOrKeptAndHurtsNoOther() {
    SinkPlugin plugin = plugin();
    for (Dataset dataset : plugin.habits().takes()) {
      List<SinkRecord> valid = SinkRecords.of(dataset);
      deliver(plugin, dataset, valid);
      List<String> before = sorted(kept(dataset));
      List<SinkRecord> hostile = SinkRecords.hostile(dataset);
      List<SinkRecord> mixed = new ArrayList<>(hostile);
      mixed.addAll(valid);

      List<Refused> refused = assertDoesNotThrow(() -> deliver(plugin, dataset, mixed));

      for (Refused each : refused) {
        assertTrue(hostile.contains(each.record()), () -> "refuses a valid record: " + each);
        assertFalse(each.reason().isBlank(), "a reason");
        assertTrue(
            each.reason().chars().noneMatch(Character::isISOControl), "a reason of one line");
        assertTrue(each.reason().length() <= 1_000, "a short reason");
      }
      assertEquals(
          refused.size(), new HashSet<>(refused).size(), "no record is refused more than once");
      assertTrue(kept(dataset).containsAll(before), "what was kept is kept");
      assertNothingBrokeOut();
    }
  }

  /** Whether hostile records reached anything beside the target; override it where that is seen. */
  protected void assertNothingBrokeOut() {}

  @Test
  void nothingToDeliverIsNoFailure() {
    SinkPlugin plugin = plugin();
    for (Dataset dataset : plugin.habits().takes()) {
      assertEquals(List.of(), deliver(plugin, dataset, List.of()));
      assertEquals(List.of(), kept(dataset));
    }
  }

  @Test
  void closingTwiceIsClosingOnce() {
    SinkPlugin plugin = plugin();
    for (Dataset dataset : plugin.habits().takes()) {
      Sink sink = plugin.open(dataset, context());
      sink.deliver(SinkRecords.of(dataset));
      sink.close();

      assertDoesNotThrow(sink::close);

      assertFalse(kept(dataset).isEmpty(), "closing takes nothing away");
    }
  }

  private List<Refused> deliver(SinkPlugin plugin, Dataset dataset, List<SinkRecord> records) {
    try (Sink sink = plugin.open(dataset, context())) {
      return sink.deliver(records);
    }
  }

  private static List<String> sorted(Collection<String> kept) {
    return kept.stream().sorted().toList();
  }
}
