package io.diffy.replay;

import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.trust.TestKeys.ANNA;
import static io.diffy.schemas.trust.TestKeys.MALLORY;
import static io.diffy.schemas.trust.TestKeys.trust;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.input.InputTally;
import io.diffy.plugin.Dataset;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.topic.Topics;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A replay of an archive obeys what the processor would have obeyed. */
class ArchivedTrustTest {
  private static final Baseline VERSION_3 = by(ANNA, CRON_BASELINE);
  private static final Baseline VERSION_4 =
      by(ANNA, CRON_BASELINE.withdrawn(FOUR_AM, "anna", "the image was rebuilt"));

  /** Played again an hour after it was withdrawn. */
  private static final Instant LATER = FOUR_AM.plus(Duration.ofHours(1));

  @Test
  void whatNobodyTrustedSignedAndWhatTurnsBackIsNotObeyed() {
    String[] lines = {
      line(VERSION_3, LATER),
      line(VERSION_3, THREE_AM),
      line(VERSION_4, FOUR_AM),
      line(by(MALLORY, VERSION_4.signed(List.of())), LATER)
    };

    assertEquals(List.of(3, 4), versions(trust(1), lines));
    assertEquals(List.of(), versions(trust(2), lines));
    assertEquals(4, versions(TrustPolicy.ANYBODY, lines).size());
  }

  /** In the order in which a replay meets them. */
  private static List<Integer> versions(TrustPolicy trust, String... lines) {
    ReplayWindow all = new ReplayWindow(Optional.empty(), Optional.empty(), Optional.empty());
    return ArchivedSideInputs.read(
            dataset -> dataset == Dataset.BASELINES ? List.of(input(lines)) : List.of(),
            all,
            true,
            control -> true,
            trust,
            new InputTally(
                (name, bad) -> {
                  throw new AssertionError(bad);
                }))
        .on(Topics.standard())
        .records()
        .stream()
        .map(
            record -> {
              try {
                return new BaselineCodec().decode(record.value()).version();
              } catch (MalformedRecord e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  private static RecordedInput input(String... lines) {
    String text = Arrays.stream(lines).collect(Collectors.joining("\n"));
    return new RecordedInput() {
      @Override
      public String name() {
        return "baselines.ndjson";
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
      }
    };
  }

  private static String line(Baseline baseline, Instant appended) {
    String json = new String(new BaselineCodec().encode(baseline), UTF_8);
    return "{\"appended_at\":\"" + appended + "\"," + json.substring(1);
  }

  private static Baseline by(Signer signer, Baseline baseline) {
    return signer.sign(baseline, new BaselineCodec(), THREE_AM);
  }
}
