package io.diffy.processor;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.detection.OddGroup;
import io.diffy.schemas.Control.Tick;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** On the whole path the findings depend on what was observed, not on how it came. */
class TopologyPropertyTest {
  private static final String QUERY = "jobs";
  private static final Duration DAY = Duration.ofDays(1);

  private static Path folder;
  private static TopologyRig plain;
  private static TopologyRig other;
  private static int day;

  @BeforeContainer
  static void start() throws IOException {
    folder = Files.createTempDirectory("diffy-property");
    plain = new TopologyRig(folder.resolve("plain"));
    other = new TopologyRig(folder.resolve("other"));
  }

  @AfterContainer
  static void stop() throws IOException {
    plain.close();
    other.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Uids, scores, texts and events: everything is compared. Each try is the next day of the same
   * group, whose findings come, stay, go and come back. So a try depends on those before it, and
   * can't be shrunk.
   */
  @Property(tries = 40, seed = "4", shrinking = ShrinkingMode.OFF)
  void shuffledDoubledAndSplitIsTheSame(
      @ForAll("groups") OddGroup atThree,
      @ForAll("groups") OddGroup atFour,
      @ForAll Random random) {
    Duration later = DAY.multipliedBy(day++);
    List<Observation> three = answers(atThree, atFour, THREE_AM.plus(later));
    List<Observation> four = answers(atFour, atThree, FOUR_AM.plus(later));

    List<Finding> expected = findings(plain, later, three, four);
    List<Finding> found =
        findings(other, later, anotherWay(three, random), anotherWay(four, random));

    assertEquals(expected, found);
  }

  @Provide
  Arbitrary<OddGroup> groups() {
    return OddGroup.any(6, 10);
  }

  /** What every host answers in an hour: some of them twice, and only the later answer counts. */
  private static List<Observation> answers(OddGroup group, OddGroup before, Instant at) {
    List<Observation> answers = new ArrayList<>();
    for (int host = 0; host < group.hosts(); host++) {
      Instant collected = at.plusSeconds(60 + host);
      if (answersTwice(host)) {
        answers.add(answer(before, host, collected.minusSeconds(30)));
      }
      answers.add(answer(group, host, collected));
    }
    return answers;
  }

  private static boolean answersTwice(int host) {
    return host % 3 == 0;
  }

  private static Observation answer(OddGroup group, int host, Instant at) {
    return Observation.of(instance(host), QUERY, at, group.rows(host, instance(host), 1000 + host));
  }

  /** Some answers in parts, some records twice, all in another order. */
  private static List<Observation> anotherWay(List<Observation> answers, Random random) {
    List<Observation> records = new ArrayList<>();
    for (Observation answer : answers) {
      List<Observation> whole =
          random.nextBoolean() ? List.of(answer) : inParts(answer, 2 + random.nextInt(2));
      records.addAll(whole);
      whole.stream().filter(part -> random.nextInt(3) == 0).forEach(records::add);
    }
    Collections.shuffle(records, random);
    return records;
  }

  private static List<Observation> inParts(Observation answer, int parts) {
    List<Map<String, String>> rows = answer.rows();
    List<Observation> split = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      int from = rows.size() * (part - 1) / parts;
      int to = rows.size() * part / parts;
      split.add(
          answer.withRows(
              new Part("s-" + answer.collectedAt(), part, parts), rows.subList(from, to)));
    }
    return split;
  }

  /** All records of an hour reach the broker at one moment, so that only their order differs. */
  private static List<Finding> findings(
      TopologyRig rig, Duration later, List<Observation> three, List<Observation> four) {
    three.forEach(record -> rig.observe(record, THREE_AM.plus(later).plusSeconds(120)));
    four.forEach(record -> rig.observe(record, FOUR_AM.plus(later).plusSeconds(120)));
    Instant noon = THREE_AM.plus(later).plus(Duration.ofHours(9));
    rig.control(new Tick(WEB_PROD, noon), noon);
    return rig.findings();
  }
}
