package io.diffy.schemas.json;

import static io.diffy.schemas.TestContracts.ACCEPTED_EVERYWHERE;
import static io.diffy.schemas.TestContracts.ACCEPTED_FOR_A_COHORT_AND_REMOVED;
import static io.diffy.schemas.TestContracts.ACCEPTED_FOR_EVER;
import static io.diffy.schemas.TestContracts.ACCEPTED_ON_HOST_7;
import static io.diffy.schemas.TestContracts.CRON_BASELINE;
import static io.diffy.schemas.TestContracts.END;
import static io.diffy.schemas.TestContracts.EVALUATION;
import static io.diffy.schemas.TestContracts.ROUND;
import static io.diffy.schemas.TestContracts.TICK;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueCron;
import static io.diffy.schemas.TestObservations.rogueListener;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Learnt;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestSchemas;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the codecs write is what the schemas say, and what they read back is the same value. */
class ContractCodecsTest {
  private static final Evaluation NOTHING_COVERED =
      new Evaluation(
          WEB_PROD,
          "crontab",
          new Window(FOUR_AM, THREE_AM, ""),
          new Hosts(List.of(), List.of()),
          List.of(),
          Open.NOTHING,
          Learnt.NOTHING);

  @Test
  void observations() throws MalformedRecord {
    ObservationCodec codec = new ObservationCodec();
    assertWhole("observation", codec, rogueListener(instance(7), THREE_AM));
    assertWhole("observation", codec, rogueCron(instance(7), THREE_AM).withRound("r"));
    assertWhole("observation", codec, Observation.failed(instance(7), "q", FOUR_AM, "no table"));
    assertWhole(
        "observation",
        codec,
        rogueCron(instance(7), THREE_AM).withRows(new Observation.Part("s-1", 2, 2), List.of()));
  }

  @Test
  void baselines() throws MalformedRecord {
    assertWhole("baseline", new BaselineCodec(), CRON_BASELINE);
  }

  @Test
  void exceptions() throws MalformedRecord {
    assertWhole("exception", new ExceptionRuleCodec(), ACCEPTED_ON_HOST_7);
    assertWhole("exception", new ExceptionRuleCodec(), ACCEPTED_FOR_EVER);
    assertWhole("exception", new ExceptionRuleCodec(), ACCEPTED_EVERYWHERE);
    assertWhole("exception", new ExceptionRuleCodec(), ACCEPTED_FOR_A_COHORT_AND_REMOVED);
  }

  @Test
  void controls() throws MalformedRecord {
    for (Control control : List.of(ROUND, TICK, END)) {
      assertWhole("control", new ControlCodec(), control);
    }
  }

  @Test
  void evaluations() throws MalformedRecord {
    assertWhole("evaluation", new EvaluationCodec(), EVALUATION);
    assertWhole("evaluation", new EvaluationCodec(), NOTHING_COVERED);
  }

  @Test
  void anInfiniteScoreIsABug() {
    Evaluation infinite =
        new Evaluation(
            WEB_PROD,
            "crontab",
            new Window(FOUR_AM, THREE_AM, ""),
            new Hosts(List.of(), List.of()),
            List.of(),
            new Open(
                List.of(), List.of(new Evaluation.Ranked("i-1", Double.POSITIVE_INFINITY, 1)), 0),
            Learnt.NOTHING);
    assertThrows(IllegalArgumentException.class, () -> new EvaluationCodec().encode(infinite));
  }

  @Test
  void noCodecReadsNothing() {
    for (Codec<?> codec :
        List.of(
            new ObservationCodec(),
            new BaselineCodec(),
            new ExceptionRuleCodec(),
            new ControlCodec(),
            new EvaluationCodec())) {
      assertThrows(MalformedRecord.class, () -> codec.decode(null));
      assertThrows(MalformedRecord.class, () -> codec.decode(new byte[0]));
    }
  }

  private static <T> void assertWhole(String type, Codec<T> codec, T value) throws MalformedRecord {
    byte[] json = codec.encode(value);
    T decoded = codec.decode(json);
    assertEquals(value, decoded);
    assertArrayEquals(json, codec.encode(decoded));
    assertEquals(List.of(), TestSchemas.errors(type, json));
  }
}
