package io.diffy.gate;

import static io.diffy.gate.Samples.CANARY;
import static io.diffy.gate.Samples.baseline;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which baseline a deploy of launch version 8 is compared with. */
final class BaselineChoiceTest {
  private static final Baseline CRON_OF_6 = baseline("crontab", "6", "m5.large", THREE_AM);
  private static final Baseline CRON_OF_7 = baseline("crontab", "7", "m5.large", FOUR_AM);
  private static final Baseline CRON_OF_8 =
      baseline("crontab", "8", "m5.large", FOUR_AM.plusSeconds(60));
  private static final Baseline USERS_OF_6 = baseline("users", "6", "m5.large", THREE_AM);
  private static final Baseline USERS_OF_8 = baseline("users", "8", "m5.large", FOUR_AM);

  @Test
  void theNewestOfAnotherLaunchVersionIsTakenForEachQuery() {
    assertEquals(
        Map.of("crontab", CRON_OF_7, "users", USERS_OF_6),
        chosen("", CRON_OF_6, CRON_OF_8, CRON_OF_7, USERS_OF_6, USERS_OF_8));
  }

  @Test
  void theSameVersionIsTakenWhereThereIsNoOther() {
    assertEquals(
        Map.of("crontab", CRON_OF_7, "users", USERS_OF_8), chosen("", CRON_OF_7, USERS_OF_8));
  }

  @Test
  void aPersonMayNameTheVersion() {
    assertEquals(
        Map.of("crontab", CRON_OF_6, "users", USERS_OF_6),
        chosen("6", CRON_OF_6, CRON_OF_7, USERS_OF_6));
    assertEquals(
        Optional.empty(),
        BaselineChoice.of(List.of(CANARY), List.of(CRON_OF_6, CRON_OF_7), Optional.of("5")));
  }

  @Test
  void withoutAnyThereIsNothingToCompareWith() {
    assertEquals(Optional.empty(), BaselineChoice.of(List.of(CANARY), List.of(), Optional.empty()));
  }

  @Test
  void whatIsChosenFitsEveryFreshCohortAndTheSameTypeOfMachineIsPreferred() {
    Instance small = CANARY;
    Instance big =
        new Instance(
            small.group(), "i-12", new Cohort("ami-0a8", "8", "m5.2xlarge"), Address.UNKNOWN);
    Baseline ofBig = baseline("crontab", "7", "m5.2xlarge", THREE_AM);
    List<Baseline> fitted =
        BaselineChoice.of(List.of(small, big), List.of(ofBig, CRON_OF_7), Optional.empty())
            .orElseThrow()
            .fitted();

    assertEquals(
        Map.of(small.cohort(), CRON_OF_7.takenAt(), big.cohort(), ofBig.takenAt()),
        fitted.stream().collect(Collectors.toMap(Baseline::cohort, Baseline::takenAt)));
    assertEquals(
        List.of(CRON_OF_7.answers(), ofBig.answers()),
        fitted.stream()
            .map(Baseline::answers)
            .sorted((a, b) -> b.get(0).collectedAt().compareTo(a.get(0).collectedAt()))
            .toList());
  }

  @Test
  void onlyWhatTheNewestDeployAnsweredIsExpectedOfTheNextOne() {
    assertEquals(
        Set.of("crontab"),
        BaselineChoice.of(
                List.of(instance(11, "8", "ami-0a8")),
                List.of(CRON_OF_7, USERS_OF_6),
                Optional.empty())
            .orElseThrow()
            .expected());
  }

  private static Map<String, Baseline> chosen(String against, Baseline... known) {
    return BaselineChoice.of(
            List.of(CANARY), List.of(known), Optional.of(against).filter(v -> !v.isEmpty()))
        .orElseThrow()
        .sources()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().get(0)));
  }
}
