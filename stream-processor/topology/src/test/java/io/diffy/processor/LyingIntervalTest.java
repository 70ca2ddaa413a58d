package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.ROGUE_CRON;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One host of ten says another interval than the others. They are judged at the end of their hour
 * all the same, and what is found is what is found when it tells the truth.
 */
class LyingIntervalTest extends WebProdTest {
  private static final Instance LIAR = instance(10);
  private static final int MINUTE = 60;
  private static final int HOURLY = 3600;
  private static final int DAY = 86_400;

  /** More is no observation. */
  private static final int LONGEST = 366 * DAY;

  /** What a host says of its interval in its answer at a time. */
  private interface Claim {
    int at(Instant time);
  }

  private static final Claim TRUTH = time -> HOURLY;
  private static final Claim ONE_HOST_SAYS_A_MINUTE = time -> MINUTE;
  private static final Claim ONE_HOST_SAYS_A_DAY = time -> DAY;
  private static final Claim ONE_HOST_SAYS_ALL_THERE_IS = time -> LONGEST;
  private static final Claim MINORITY_FLAPS =
      time -> List.of(MINUTE, DAY, 420, HOURLY, 900).get((int) (time.getEpochSecond() / 60 % 5));

  /** In which order an hour's answers come; the liar's first is at a time of its own. */
  private enum Liar {
    COMES_FIRST(5),
    COMES_LAST(300);

    private final int second;

    Liar(int second) {
      this.second = second;
    }
  }

  @Test
  void oneHostThatSaysAMinuteHidesNothing(@TempDir Path dir) {
    assertHidesNothing(dir, ONE_HOST_SAYS_A_MINUTE, Liar.COMES_LAST);
  }

  @Test
  void oneHostThatSaysADayHidesNothing(@TempDir Path dir) {
    assertHidesNothing(dir, ONE_HOST_SAYS_A_DAY, Liar.COMES_LAST);
    assertHidesNothing(dir.resolve("all"), ONE_HOST_SAYS_ALL_THERE_IS, Liar.COMES_LAST);
  }

  @Test
  void norDoesItWhenItIsTheFirstOfTheGroup(@TempDir Path dir) {
    assertHidesNothing(dir.resolve("minute"), ONE_HOST_SAYS_A_MINUTE, Liar.COMES_FIRST);
    assertHidesNothing(dir.resolve("day"), ONE_HOST_SAYS_A_DAY, Liar.COMES_FIRST);
    assertHidesNothing(dir.resolve("all"), ONE_HOST_SAYS_ALL_THERE_IS, Liar.COMES_FIRST);
  }

  @Test
  void norWhenItChangesItsMindWithEveryAnswer(@TempDir Path dir) {
    assertHidesNothing(dir.resolve("first"), MINORITY_FLAPS, Liar.COMES_FIRST);
    assertHidesNothing(dir.resolve("last"), MINORITY_FLAPS, Liar.COMES_LAST);
  }

  /** For hours nobody else is there; its windows are those of a minute, or of a week. */
  @Test
  void aLiarThatWasAloneIsOverruledByTheSecondOrThirdToCome(@TempDir Path dir) {
    for (int said : List.of(MINUTE, DAY, LONGEST)) {
      try (TopologyRig alone = new TopologyRig(dir.resolve("alone-" + said))) {
        for (Instant at = THREE_AM.minus(HOUR.multipliedBy(3));
            at.isBefore(THREE_AM);
            at = at.plusSeconds(60)) {
          alone.observe(rogueOn(LIAR, at, CLEAN).withInterval(said));
        }
        oneHour(alone, THREE_AM, time -> said, Liar.COMES_LAST);
        alone.observe(rogueOn(LIAR, FOUR_AM.plusSeconds(121), CLEAN).withInterval(said));

        Finding found = rogue(alone.findings());
        assertEquals(List.of(ATTACKED), found.instances(), "said " + said);
        assertEquals(FOUR_AM, found.evaluatedAt());
      }
    }
  }

  @Test
  void fourOfTenHideNothingEither(@TempDir Path dir) {
    try (TopologyRig four = new TopologyRig(dir)) {
      for (Instance host : instances(10)) {
        boolean lies = instances(3).contains(host) || host.equals(LIAR);
        four.observe(
            rogueOn(host, THREE_AM.plusSeconds(60), ROGUE_ON_ATTACKED)
                .withInterval(lies ? MINUTE : HOURLY));
      }
      four.observe(rogueOn(LIAR, FOUR_AM.plusSeconds(121), CLEAN).withInterval(MINUTE));

      assertEquals(ROGUE_CRON, four.findings().get(0).row());
      assertEquals(
          List.of(FOUR_AM), four.evaluations().stream().map(Evaluation::evaluatedAt).toList());
    }
  }

  /** The pack says a quarter of an hour from half past four on; the hosts read it one by one. */
  @Test
  void aRealChangeOfThePackMovesTheWindowsOfAll(@TempDir Path dir) {
    Instant changes = FOUR_AM.plusSeconds(1800);
    Instant intruded = FIVE_AM.plusSeconds(900);
    try (TopologyRig changing = new TopologyRig(dir)) {
      for (Instant at = THREE_AM.plusSeconds(60);
          at.isBefore(FIVE_AM.plusSeconds(3600));
          at = at.plusSeconds(60)) {
        for (Instance host : instances(10)) {
          int turn =
              60 * Integer.parseInt(host.instanceId().substring(host.instanceId().length() - 2));
          boolean quarterly = !at.isBefore(changes.plusSeconds(turn));
          long since = at.getEpochSecond() - turn;
          if (since % (quarterly ? 900 : HOURLY) == 0) {
            Rogue rogue = at.isAfter(intruded) ? ROGUE_ON_ATTACKED : CLEAN;
            changing.observe(rogueOn(host, at, rogue).withInterval(quarterly ? 900 : HOURLY));
          }
        }
      }
      Finding found = rogue(changing.findings());
      assertEquals(intruded.plusSeconds(900), found.evaluatedAt());
      List<Evaluation> evaluations = changing.evaluations();
      evaluations.forEach(one -> assertEquals(10, one.covered().size(), one::toString));
      assertEquals(
          List.of(FOUR_AM, FIVE_AM.minusSeconds(900), FIVE_AM, FIVE_AM.plusSeconds(900)),
          evaluations.stream().map(Evaluation::evaluatedAt).limit(4).toList());
    }
  }

  private static void assertHidesNothing(Path dir, Claim lie, Liar liar) {
    try (TopologyRig honest = new TopologyRig(dir.resolve("honest"));
        TopologyRig lied = new TopologyRig(dir.resolve("lied"))) {
      hours(honest, TRUTH, liar);
      hours(lied, lie, liar);

      List<String> written = written(lied);
      assertEquals(written(honest), written);
      Finding first = decoded(lied, written.get(0));
      assertEquals(ROGUE_CRON, first.row());
      assertEquals(List.of(ATTACKED), first.instances());
      assertEquals(FOUR_AM, first.evaluatedAt());

      List<Evaluation> evaluations = lied.evaluations();
      assertEquals(honest.evaluations(), evaluations);
      assertEquals(3, evaluations.size());
      evaluations.forEach(one -> assertEquals(10, one.covered().size(), one::toString));
    }
  }

  /** The first finding of the rogue line. */
  private static Finding rogue(List<Finding> findings) {
    return findings.stream().filter(f -> f.row().equals(ROGUE_CRON)).findFirst().orElseThrow();
  }

  /** For three hours nine answer once an hour, and the liar every ten minutes. */
  private static void hours(TopologyRig rig, Claim claim, Liar liar) {
    for (int hour = 0; hour < 3; hour++) {
      oneHour(rig, THREE_AM.plus(HOUR.multipliedBy(hour)), claim, liar);
    }
    rig.end(THREE_AM.plus(HOUR.multipliedBy(3)).plusSeconds(121));
  }

  private static void oneHour(TopologyRig rig, Instant start, Claim claim, Liar liar) {
    List<Observation> answers = new ArrayList<>();
    int n = 0;
    for (Instance host : instances(9)) {
      Instant at = start.plusSeconds(60 + 20L * ++n);
      answers.add(rogueOn(host, at, ROGUE_ON_ATTACKED).withInterval(HOURLY));
    }
    for (int run = 0; run < 6; run++) {
      Instant at = start.plusSeconds(liar.second + 600L * run);
      answers.add(rogueOn(LIAR, at, CLEAN).withInterval(claim.at(at)));
    }
    answers.sort(Comparator.comparing(Observation::collectedAt));
    answers.forEach(rig::observe);
  }

  /** The events as they were written, byte for byte. */
  private static List<String> written(TopologyRig rig) {
    return rig.findingRecords().stream()
        .map(event -> new String(event.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static Finding decoded(TopologyRig rig, String event) {
    try {
      return rig.topics.findings().codec().decode(event.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedRecord e) {
      throw new AssertionError("the processor wrote a malformed record", e);
    }
  }
}
