package io.diffy.processor;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.instances;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.AttributeChange;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * Whatever attribute of a found thing changes, an event says so in the next evaluation, and its new
 * text is what is shown; and what did not change says nothing.
 */
class FollowedRowPropertyTest {
  private static final String QUERY = "listening_ports";
  private static final List<String> IDENTITY = List.of("address", "port", "protocol", "family");
  private static final List<String> ATTRIBUTES = List.of("name", "path", "cmdline", "more");
  private static final List<Instance> ODD = List.of(instance(4), instance(7));
  private static final Duration HOUR = Duration.ofHours(1);

  private static Path folder;
  private static TopologyRig rig;
  private static int tries;

  @BeforeContainer
  static void start() throws IOException {
    folder = Files.createTempDirectory("diffy-property");
  }

  @BeforeTry
  void startAnew() {
    rig = new TopologyRig(folder.resolve("rig-" + tries++));
  }

  @AfterTry
  void stopRig() {
    rig.close();
  }

  @AfterContainer
  static void stop() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Before a group without a past, which would rate what stays, too, another way in time. */
  @Property(tries = 12, seed = "21", shrinking = ShrinkingMode.OFF)
  void aChangeIsTold(@ForAll Random random) {
    Map<String, Map<String, String>> rows = new HashMap<>();
    Map<String, String> thing = thing(random);
    ODD.forEach(host -> rows.put(host.instanceId(), thing));
    collect(0, rows);
    Finding told = events().get(0);
    assertEquals(Activity.CREATE, told.activity());
    for (int hour = 1; hour <= 6; hour++) {
      Map<String, Map<String, String>> before = new HashMap<>(rows);
      boolean changes = random.nextInt(3) > 0;
      if (changes) {
        change(rows, random);
      }
      collect(hour, rows);
      List<Finding> events = events();
      if (before.equals(rows)) {
        assertEquals(List.of(), events, "nothing changed");
        continue;
      }
      assertEquals(1, events.size(), () -> before + " became " + rows);
      told = events.get(0);
      assertEquals(changesOf(before, rows), texts(told.changes()));
      for (Instance host : ODD) {
        assertEquals(rows.get(host.instanceId()), shown(told, host), "what it answered last");
      }
    }
  }

  private static Map<String, String> thing(Random random) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("address", "0.0.0.0");
    row.put("port", "4444");
    row.put("protocol", "6");
    row.put("family", "2");
    ATTRIBUTES.forEach(column -> row.put(column, text(random)));
    return row;
  }

  /** Some attributes of one host, or of both alike; perhaps to what they are. */
  private static void change(Map<String, Map<String, String>> rows, Random random) {
    Map<String, String> others = new HashMap<>();
    for (String column : ATTRIBUTES) {
      if (random.nextInt(3) == 0) {
        others.put(column, text(random));
      }
    }
    boolean both = random.nextBoolean();
    for (Instance host : ODD) {
      if (both || host.equals(ODD.get(0))) {
        Map<String, String> row = new LinkedHashMap<>(rows.get(host.instanceId()));
        row.putAll(others);
        rows.put(host.instanceId(), row);
      }
    }
  }

  /** What masks hide, letters that nothing masks, and what ends cells and rows. */
  private static String text(Random random) {
    if (random.nextBoolean()) {
      return "--to 10.0.%d.9 --key 5e%08xa".formatted(random.nextInt(200), random.nextInt());
    }
    List<String> pieces =
        List.of("qu", "zy", "=", "\u001f", "\u001e", ",", "ß", "😀", " ", "\"", "");
    StringBuilder text = new StringBuilder("v");
    for (int n = random.nextInt(6); n > 0; n--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return text.toString();
  }

  private static Map<String, String> changesOf(
      Map<String, Map<String, String>> before, Map<String, Map<String, String>> now) {
    Map<String, String> changes = new HashMap<>();
    for (Instance host : ODD) {
      Map<String, String> old = before.get(host.instanceId());
      now.get(host.instanceId())
          .forEach(
              (column, text) -> {
                if (!text.equals(old.get(column))) {
                  changes.put(column + " on " + host.instanceId(), old.get(column) + " → " + text);
                }
              });
    }
    return changes;
  }

  private static Map<String, String> texts(List<AttributeChange> changes) {
    Map<String, String> texts = new HashMap<>();
    changes.forEach(
        change ->
            change
                .instances()
                .forEach(
                    id ->
                        texts.put(
                            change.column() + " on " + id, change.old() + " → " + change.now())));
    return texts;
  }

  private static Map<String, String> shown(Finding finding, Instance host) {
    Map<String, String> shown = new LinkedHashMap<>(finding.row());
    finding.sighting(host.instanceId()).ifPresent(sighting -> shown.putAll(sighting.own()));
    return shown;
  }

  private static void collect(int hour, Map<String, Map<String, String>> odd) {
    Instant at = THREE_AM.plus(HOUR.multipliedBy(hour));
    for (Instance host : instances(10)) {
      List<Map<String, String>> rows = new ArrayList<>();
      Map<String, String> usual = new LinkedHashMap<>();
      IDENTITY.forEach(column -> usual.put(column, column.equals("port") ? "80" : "0"));
      ATTRIBUTES.forEach(column -> usual.put(column, "usual"));
      rows.add(usual);
      if (odd.containsKey(host.instanceId())) {
        rows.add(odd.get(host.instanceId()));
      }
      rig.observe(Observation.of(host, QUERY, at.plusSeconds(60), rows));
    }
    rig.end(at.plus(HOUR));
  }

  private static List<Finding> events() {
    return rig.findings().stream().filter(f -> f.kind() == Kind.UNEXPECTED).toList();
  }
}
