package io.diffy.processor.evaluation.state;

import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.trust;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.processor.CountingCodec;
import io.diffy.processor.store.MapStore;
import io.diffy.rules.evaluation.CanonicalBaseline;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.trust.TrustPolicy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The baselines in force, made ready to be compared with. */
class BaselineStoreTest {
  private static final QueryRules RULES = QueryRules.unknown();

  /** The same, taken of another image. */
  private static final Baseline OF_THE_NEXT_IMAGE =
      new Baseline(
          new Baseline.Key(WEB_PROD, "crontab", instance(8, "8", "ami-0b8").cohort()),
          1,
          new Baseline.Origin(FOUR_AM, "alice", "local"),
          List.of(cleanCron(instance(8, "8", "ami-0b8"), FOUR_AM)));

  private final MapStore store = new MapStore("baselines");
  private final CountingCodec<Baseline> codec = new CountingCodec<>(new BaselineCodec());
  private final BaselineStore baselines = new BaselineStore(store, codec, TrustPolicy.ANYBODY);

  @Test
  void aBaselineHasOneItemForEachRowOfItsAnswers() {
    write(CRON_BASELINE);

    CanonicalBaseline only = baselines.of(WEB_PROD, "crontab", RULES).get(0);

    assertEquals(CRON_BASELINE.cohort(), only.reference().cohort());
    assertEquals(CRON_BASELINE.version(), only.reference().version());
    assertEquals(
        CLEAN_CRON.size(),
        only.reference().answers().stream().flatMapToLong(Arrays::stream).distinct().count());
    assertEquals(CLEAN_CRON.size(), only.lines().size());
  }

  @Test
  void eachCohortHasItsOwn() {
    write(CRON_BASELINE);
    write(OF_THE_NEXT_IMAGE);

    assertEquals(2, baselines.of(WEB_PROD, "crontab", RULES).size());
    assertEquals(List.of(), baselines.of(WEB_PROD, "listening_ports", RULES));
  }

  @Test
  void itIsParsedAgainOnlyWhenItsBytesAreOthers() {
    write(CRON_BASELINE);
    for (int window = 0; window < 5; window++) {
      assertEquals(1, baselines.of(WEB_PROD, "crontab", RULES).size());
    }
    assertEquals(1, codec.decoded());

    write(CRON_BASELINE);
    baselines.of(WEB_PROD, "crontab", RULES);
    assertEquals(1, codec.decoded(), "written again as it was");

    write(ANNA.sign(CRON_BASELINE, new BaselineCodec(), THREE_AM));
    baselines.of(WEB_PROD, "crontab", RULES);
    assertEquals(2, codec.decoded());
  }

  @Test
  void oneThatWasTakenBackCountsNoMoreAndIsNotParsedAgainEither() {
    write(CRON_BASELINE);
    baselines.of(WEB_PROD, "crontab", RULES);

    write(CRON_BASELINE.withdrawn(FOUR_AM, "bob", "the host was not clean"));

    assertEquals(List.of(), baselines.of(WEB_PROD, "crontab", RULES));
    assertEquals(List.of(), baselines.of(WEB_PROD, "crontab", RULES));
    assertEquals(2, codec.decoded());
  }

  @Test
  void whereSignaturesAreAskedForOneWithoutDoesNotCount() {
    BaselineStore signed = new BaselineStore(store, codec, trust(1));
    write(CRON_BASELINE);
    assertEquals(List.of(), signed.of(WEB_PROD, "crontab", RULES));

    write(ANNA.sign(CRON_BASELINE, new BaselineCodec(), THREE_AM));
    assertEquals(1, signed.of(WEB_PROD, "crontab", RULES).size());
  }

  private void write(Baseline baseline) {
    store.put(BaselineStore.key(baseline), new BaselineCodec().encode(baseline));
  }
}
