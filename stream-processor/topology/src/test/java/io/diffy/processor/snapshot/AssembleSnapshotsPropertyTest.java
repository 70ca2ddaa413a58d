package io.diffy.processor.snapshot;

import static io.diffy.processor.snapshot.SplitAnswers.part;
import static io.diffy.processor.snapshot.SplitAnswers.whole;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.snapshot.SnapshotRig.Answer;
import io.diffy.rules.state.PartialSnapshots;
import io.diffy.schemas.Control.End;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What goes on depends on which parts came, not on how. */
class AssembleSnapshotsPropertyTest {
  private static final int MOST_PARTS = 4;

  /**
   * The model needs no order: an answer goes on whole when all its parts came, else truncated with
   * their number; each once.
   */
  @Property(tries = 500, seed = "1")
  void anyInterleavingOfPartsGivesEachAnswerOnce(
      @ForAll @IntRange(min = 1, max = PartialSnapshots.MOST_OPEN) int answers,
      @ForAll Random random) {
    List<Observation> parts = someParts(answers, random);

    assertEquals(model(parts), told(sent(shuffled(parts, random), random)));
  }

  /** However many answers begin, each is told of once, and the records come in the same order. */
  @Property(tries = 200, seed = "2")
  void theSameRecordsGiveTheSameAnswersInTheSameOrder(
      @ForAll @IntRange(min = 1, max = 4 * PartialSnapshots.MOST_OPEN) int answers,
      @ForAll Random random) {
    List<Observation> parts = shuffled(someParts(answers, random), random);
    long seed = random.nextLong();

    List<Answer> first = sent(parts, new Random(seed));

    assertEquals(first, sent(parts, new Random(seed)));
    assertEquals(model(parts).keySet(), told(first).keySet());
    assertEquals(told(first).size(), first.size(), "each once");
    assertTrue(
        first.stream()
            .map(Answer::at)
            .sorted()
            .toList()
            .equals(first.stream().map(Answer::at).toList()),
        "in the order of time");
  }

  /** Of most answers all parts; many of them twice. */
  private static List<Observation> someParts(int answers, Random random) {
    List<Observation> parts = new ArrayList<>();
    for (int n = 1; n <= answers; n++) {
      int of = 2 + random.nextInt(MOST_PARTS - 1);
      int lost = random.nextInt(3) == 0 ? 1 + random.nextInt(of) : 0;
      for (int number = 1; number <= of; number++) {
        for (int copy = random.nextInt(2); copy < 2 && number != lost; copy++) {
          parts.add(part(n, number, of));
        }
      }
    }
    return parts;
  }

  private static List<Observation> shuffled(List<Observation> parts, Random random) {
    List<Observation> shuffled = new ArrayList<>(parts);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /** Sends them a moment apart, and then says that nothing more comes. */
  private static List<Answer> sent(List<Observation> parts, Random random) {
    try (SnapshotRig rig = new SnapshotRig()) {
      Instant now = THREE_AM;
      for (Observation part : parts) {
        now = now.plusMillis(random.nextInt(2000));
        rig.send(part, now);
      }
      rig.control(new End(WEB_PROD), now);
      return rig.answers();
    }
  }

  private static Map<Instant, String> model(List<Observation> parts) {
    Map<Instant, TreeSet<Integer>> numbers = new TreeMap<>();
    Map<Instant, String> told = new TreeMap<>();
    for (Observation part : parts) {
      Instant at = part.collectedAt();
      int of = part.part().of();
      numbers.computeIfAbsent(at, n -> new TreeSet<>()).add(part.part().number());
      int arrived = numbers.get(at).size();
      int n = (int) (at.getEpochSecond() - THREE_AM.getEpochSecond());
      told.put(
          at,
          arrived == of
              ? whole(n, of).rows().toString()
              : arrived + " of " + of + " parts arrived");
    }
    return told;
  }

  private static Map<Instant, String> told(List<Answer> answers) {
    Map<Instant, String> told = new TreeMap<>();
    for (Answer answer : answers) {
      Observation o = answer.observation();
      String before =
          told.put(o.collectedAt(), o.coverage() == Coverage.OK ? o.rows().toString() : o.error());
      assertEquals(null, before, "an answer goes on once");
    }
    return told;
  }
}
