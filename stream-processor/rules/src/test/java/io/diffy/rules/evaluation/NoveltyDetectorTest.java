package io.diffy.rules.evaluation;

import static io.diffy.rules.detection.FirstAppearance.UNKNOWN;
import static io.diffy.rules.detection.TestDeviations.THING;
import static io.diffy.rules.detection.TestDeviations.deviation;
import static io.diffy.rules.detection.TestDeviations.unexpected;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.detection.FirstAppearance;
import io.diffy.rules.detection.NoveltyDays;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ScoreBreakdown.Past;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What appeared under our eyes is odder than what was there before we looked. */
class NoveltyDetectorTest {
  private static final NoveltyHistory HUNDRED_ANSWERS = history(100, 0, Map.of());
  private static final long OTHER = 8;

  @Test
  void whatTheHostDidNotShowBeforeAppearedInThisWindow() {
    assertEquals(
        Optional.of(new Past(0, 105, FOUR_AM)), past(unexpected(5, 1), HUNDRED_ANSWERS, OTHER));
  }

  @Test
  void whatTheHostShowedBeforeIsNotNew() {
    assertEquals(Optional.empty(), past(unexpected(5, 1), HUNDRED_ANSWERS, THING));
  }

  @Test
  void whatIsMissingIsNewWhereItWasThereBefore() {
    Deviation missing = deviation(new DeviatingItem(Kind.MISSING, THING, 0, THING), 5, 1);

    assertEquals(
        Optional.of(new Past(0, 105, FOUR_AM)), past(missing, HUNDRED_ANSWERS, THING, OTHER));
    assertEquals(Optional.empty(), past(missing, HUNDRED_ANSWERS, OTHER));
  }

  @Test
  void aHostThatIsNewToUsProvesNothing() {
    NoveltyDetector detector =
        new NoveltyDetector(
            FOUR_AM,
            HUNDRED_ANSWERS,
            item -> item,
            host -> Optional.empty(),
            Set.of(),
            item -> false);

    assertEquals(Optional.empty(), detector.withPast(unexpected(5, 1), 5).breakdown().past());
  }

  @Test
  void fewAnswersBeforeProveNothingYetButAreRemembered() {
    NoveltyDetector detector = detector(history(19, 0, Map.of()), OTHER);

    assertEquals(Optional.empty(), detector.withPast(unexpected(5, 1), 5).breakdown().past());
    NoveltyHistory after = detector.after(5);
    assertEquals(24, after.answers());
    assertEquals(1, after.novel());
    assertEquals(
        Map.of("UNEXPECTED true 7", new FirstAppearance(FOUR_AM, 19, 1, UNKNOWN)),
        after.appearances());
  }

  @Test
  void anAppearanceStaysKnownWhileItIsOdd() {
    NoveltyHistory before =
        history(100, 3, Map.of("UNEXPECTED true 7", new FirstAppearance(FOUR_AM, 60, 1, UNKNOWN)));

    assertEquals(Optional.of(new Past(2, 105, FOUR_AM)), past(unexpected(5, 1), before, THING));
  }

  private static Optional<Past> past(
      Deviation deviation, NoveltyHistory before, long... previousItems) {
    return detector(before, previousItems).withPast(deviation, 5).breakdown().past();
  }

  private static NoveltyDetector detector(NoveltyHistory before, long... previousItems) {
    return new NoveltyDetector(
        FOUR_AM, before, item -> item, host -> Optional.of(previousItems), Set.of(), item -> false);
  }

  private static NoveltyHistory history(
      long answers, long novel, Map<String, FirstAppearance> appearances) {
    return new NoveltyHistory(answers, novel, appearances, NoveltyDays.NONE);
  }
}
