package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.rogueListener;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Observation;
import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import io.diffy.schemas.json.ObservationCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One host of four sends what it likes, up to the end of the window: the processor goes on, and all
 * it writes keeps the contracts. A record that threw would come again after every restart.
 */
class FuzzedTopologyTest implements Fuzzed {
  private static final ObservationCodec CODEC = new ObservationCodec();
  private static final byte[] KEY = WEB_PROD.toString().getBytes(UTF_8);

  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    Path folder = Files.createTempDirectory("fuzzed-topology");
    return Stream.of(
        new FuzzTarget(
                "topology",
                List.of(
                    CODEC.encode(cleanCron(instance(7), THREE_AM)),
                    CODEC.encode(rogueListener(instance(7), THREE_AM)),
                    CODEC.encode(
                        Observation.of(
                            instance(7),
                            "processes",
                            THREE_AM,
                            List.of(
                                Map.of(
                                    "pid",
                                    "1",
                                    "parent",
                                    "0",
                                    "cmdline",
                                    "init",
                                    "start_time",
                                    "99"))))),
                input -> outcome(folder, input))
            .rounds(5));
  }

  private static String outcome(Path folder, byte[] input) {
    try (TopologyRig rig = new TopologyRig(folder)) {
      for (int host = 1; host <= 3; host++) {
        rig.observe(cleanCron(instance(host), THREE_AM));
      }
      for (String line : new String(input, UTF_8).split("\n", 20)) {
        rig.observeRaw(KEY, line.getBytes(UTF_8), THREE_AM);
      }
      rig.wallClock(Duration.ofHours(3));
      rig.end(THREE_AM.plus(Duration.ofHours(3)));
      return "findings %d, dead letters %d"
          .formatted(rig.findings().size(), rig.deadLetters().size());
    }
  }
}
