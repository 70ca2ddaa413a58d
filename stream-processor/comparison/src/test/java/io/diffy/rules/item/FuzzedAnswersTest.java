package io.diffy.rules.item;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.packfile.TriagePack;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Any answer that keeps the contract becomes items, the same ones each time, and soon. */
class FuzzedAnswersTest implements Fuzzed {
  private static final ObservationCodec CODEC = new ObservationCodec();
  private static final int EXPLAINED = 20;

  /** An answer about processes, with a session of a person in it. */
  private static final Observation PROCESSES =
      Observation.of(
          instance(7),
          "processes",
          THREE_AM,
          List.of(
              Map.of(
                  "pid", "1", "parent", "0", "cmdline", "/sbin/init", "start_time", "1763600000"),
              Map.of("pid", "7", "parent", "1", "cmdline", "sshd: carol [priv]", "start_time", "5"),
              Map.of("pid", "8", "parent", "7", "cmdline", "-bash", "on_disk", "-1", "path", "")));

  @Override
  public Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
            "canonical-answer",
            List.of(
                CODEC.encode(PROCESSES),
                CODEC.encode(rogueListener(instance(7), THREE_AM)),
                CODEC.encode(
                    Observation.of(
                        instance(7),
                        "mounts",
                        THREE_AM,
                        List.of(
                            Map.of("device", "/dev/loop7", "flags", "rw,size=5", "uid", "101"),
                            Map.of(
                                "id",
                                "session-c7.scope",
                                "active_state",
                                "active",
                                "port",
                                "5"))))),
            FuzzedAnswersTest::outcome),
        new FuzzTarget(
            "masks",
            Stream.of(
                    "/var/lib/i-0123456789abcdef0/us-east-1a/ip-10-0-0-7.ec2.internal:40000",
                    "dev-disk-by\\x2duuid-1A2B\\x2d3C4D.device 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                    "web-7 10.1.2.3 169.254.169.254 vol0123456789abcdef 99999 kworker/u8:1-events")
                .map(text -> text.getBytes(UTF_8))
                .toList(),
            input -> {
              String text = new String(input, UTF_8);
              return text.equals(HostTextNormalizer.of(instance(7)).apply(text))
                  ? "as it was"
                  : "masked";
            }));
  }

  private static String outcome(byte[] input) {
    Observation observation;
    try {
      observation = CODEC.decode(input);
    } catch (MalformedRecord e) {
      return e.getMessage();
    }
    QueryRules rules =
        TriagePack.load().queries().containsKey(observation.query())
            ? QueryRules.of(TriagePack.load().queries().get(observation.query()))
            : QueryRules.unknown();
    CanonicalAnswer answer = CanonicalAnswer.of(rules, observation);
    for (Map.Entry<Long, CanonicalAnswer.RowItem> line : answer.lines().entrySet()) {
      // What is shown to a person is what was counted.
      assertEquals(line.getKey().longValue(), new Fingerprints().of(line.getValue().item().text()));
      line.getValue().item().attributes();
      CellText.read(line.getValue().item().attributes());
      CellText.read(line.getValue().item().identity());
    }
    answer.lines().values().stream()
        .limit(EXPLAINED)
        .forEach(line -> NormalizationTrace.of(rules, observation.instance(), line.row()));
    return "items " + Math.min(3, answer.items().length) + answer.facts().isPresent();
  }
}
