package io.diffy.rules.state;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.diffy.rules.detection.FirstAppearance;
import io.diffy.rules.detection.NoveltyDays;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.state.CohortState.CohortRoster;
import io.diffy.rules.state.CohortState.SilentHost;
import io.diffy.rules.state.ItemVisits.Stay;
import io.diffy.rules.state.KnownItem.RowSample;
import io.diffy.rules.state.PartialSnapshots.OpenSnapshot;
import io.diffy.rules.state.SnapshotVersion.AnswerContent;
import io.diffy.rules.time.EventTime;
import io.diffy.rules.time.WindowAssignment;
import io.diffy.schemas.Control.Round;
import io.diffy.schemas.Observation.Status;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The bytes of the stores are our own, but an older or broken disk may have written them: a value
 * is read and can be written again, or is refused; a length in it never makes room for more than
 * there is.
 */
class FuzzedStoresTest implements Fuzzed {
  @Override
  public Stream<FuzzTarget> targets() {
    return Stream.of(
        store("store-answer-log", log().encode(), SnapshotHistory::decode, SnapshotHistory::encode),
        store(
            "store-item-set",
            new ItemSet(new long[] {-5, 0, 9}, "i-1").encode(),
            ItemSet::decode,
            ItemSet::encode),
        store(
            "store-known-item",
            new KnownItem(
                    -42,
                    "aa",
                    "bb",
                    new TreeMap<>(Map.of("mode", 7L)),
                    List.of(new RowSample("i-1", THREE_AM, ROGUE_CRON)))
                .encode(),
            KnownItem::decode,
            KnownItem::encode),
        store(
            "store-known-item-masked",
            new KnownItem(
                    -42,
                    "aa",
                    "bb",
                    new TreeMap<>(),
                    List.of(new RowSample("i-1", THREE_AM, ROGUE_CRON)),
                    new TreeMap<>(Map.of("address", 7L)))
                .encode(),
            KnownItem::decode,
            KnownItem::encode),
        store(
            "store-schedule",
            new WindowState(Duration.ofMinutes(15), THREE_AM, FOUR_AM, 3, 40).encode(),
            WindowState::decode,
            WindowState::encode),
        store(
            "store-open-round",
            new OpenRound(
                    new Round(WEB_PROD, "r", List.of("crontab"), List.of("i-1"), THREE_AM, FOUR_AM),
                    1)
                .encode(),
            OpenRound::decode,
            OpenRound::encode),
        store(
            "store-assembly",
            new PartialSnapshots(
                    List.of(new OpenSnapshot(7, FOUR_AM, THREE_AM, 3, 5L, 900)),
                    List.of(8L, 9L),
                    FOUR_AM)
                .encode(),
            PartialSnapshots::decode,
            PartialSnapshots::encode),
        store(
            "store-history",
            NoveltyHistories.encode(
                new NoveltyHistory(
                    5,
                    1,
                    new TreeMap<>(Map.of("aa", new FirstAppearance(THREE_AM, 4, 2, 3))),
                    new NoveltyDays(20_000, new TreeSet<>(Set.of("i-1")), List.of(1, 0)))),
            NoveltyHistories::decode,
            NoveltyHistories::encode),
        store(
            "store-visits",
            new ItemVisits(
                    Map.of("name", "certbot"),
                    new TreeMap<>(Map.of("i-1", new Stay(20_000, true))),
                    new TreeMap<>(Map.of("i-2", new TreeSet<>(Set.of(19_997, 19_999)))))
                .encode(),
            ItemVisits::decode,
            ItemVisits::encode),
        store(
            "store-standing",
            new CohortState(
                    Optional.of(THREE_AM),
                    true,
                    List.of(
                        new CohortRoster(
                            instance(1).cohort(),
                            9,
                            instance(1),
                            "i-9",
                            true,
                            Optional.of(THREE_AM),
                            true)),
                    List.of(
                        new CohortState.Side(
                            "launch version 8",
                            List.of(instance(1).cohort()),
                            List.of(instance(2)),
                            THREE_AM,
                            3,
                            List.of())),
                    List.of(new SilentHost(instance(3), THREE_AM, THREE_AM, true)))
                .encode(),
            CohortState::decode,
            CohortState::encode));
  }

  private static SnapshotHistory log() {
    return SnapshotHistory.EMPTY.with(
        new SnapshotVersion(
            instance(7),
            new EventTime(THREE_AM, THREE_AM, true),
            new WindowAssignment(THREE_AM, FOUR_AM, Duration.ofHours(1)),
            Duration.ofHours(1),
            new AnswerContent(
                Status.OK, 7, 1, Optional.of(new HostFacts(THREE_AM, List.of("carol")))),
            "round-1"));
  }

  private static <T> FuzzTarget store(
      String name, byte[] good, Function<byte[], T> decode, Function<T, byte[]> encode) {
    return new FuzzTarget(
        name,
        List.of(good),
        bytes -> {
          try {
            byte[] once = encode.apply(decode.apply(bytes));
            assertArrayEquals(once, encode.apply(decode.apply(once)));
            return "read";
          } catch (UncheckedIOException | IllegalStateException e) {
            return e.getMessage();
          }
        });
  }
}
