package io.diffy.processor.trust;

import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.MALLORY;
import static io.diffy.schemas.trust.TestKeys.trust;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.trust.TrustPolicy;
import org.junit.jupiter.api.Test;

/** What stands in a store from earlier days is looked at with the keys of today. */
class SignatureCheckTest {
  private static final BaselineCodec CODEC = new BaselineCodec();
  private static final Baseline BY_ANNA = ANNA.sign(CRON_BASELINE, CODEC, THREE_AM);

  @Test
  void whereNobodyIsNamedEverythingCounts() {
    assertTrue(admits(new SignatureCheck<>(TrustPolicy.ANYBODY, CODEC), CRON_BASELINE));
  }

  @Test
  void whatWasKeptBeforeSignaturesWereAskedForDoesNotCountAfterwards() {
    assertFalse(admits(new SignatureCheck<>(trust(1), CODEC), CRON_BASELINE));
    assertFalse(
        admits(
            new SignatureCheck<>(trust(1), CODEC), MALLORY.sign(CRON_BASELINE, CODEC, THREE_AM)));
    assertTrue(admits(new SignatureCheck<>(trust(1), CODEC), BY_ANNA));
    assertFalse(admits(new SignatureCheck<>(trust(2), CODEC), BY_ANNA));
  }

  @Test
  void theAnswerIsThatOfWhatStandsThereNow() {
    SignatureCheck<Baseline> admission = new SignatureCheck<>(trust(1), CODEC);

    assertTrue(admits(admission, BY_ANNA));
    assertFalse(admits(admission, CRON_BASELINE));
    assertTrue(admits(admission, BY_ANNA));
  }

  private static boolean admits(SignatureCheck<Baseline> admission, Baseline stored) {
    return admission.admits("web-prod/crontab", CODEC.encode(stored), stored);
  }
}
