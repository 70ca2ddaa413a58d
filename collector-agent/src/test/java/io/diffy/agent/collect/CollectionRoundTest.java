package io.diffy.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.packfile.TriagePack;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CollectionRoundTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:10:00Z");
  private static final Instance WEB_1 = Instance.named("web-prod", "i-1");
  private static final Map<String, String> CRON = Map.of("path", "/etc/crontab", "command", "x");

  private final List<Observation> observations = new ArrayList<>();

  @Test
  void asksEveryQueryAndTagsTheAnswersWithTheRound() {
    round(query -> QueryAnswer.ok(List.of(CRON)))
        .run(
            pack("", query("crontab", ""), query("mounts", "")),
            "round-1",
            observations::add,
            query -> {});

    assertEquals(List.of("crontab", "mounts"), queries());
    Observation crontab = observations.get(0);
    assertEquals("crontab", crontab.query());
    assertEquals("round-1", crontab.roundId());
    assertEquals(NOW, crontab.collectedAt());
    assertEquals(900, crontab.intervalSeconds());
    assertEquals(List.of(CRON), crontab.rows());
  }

  @Test
  void aFailedQueryIsAnObservationWithItsReason() {
    round(
            query -> {
              if (query.name().equals("mounts")) {
                throw new IllegalStateException("a bug");
              }
              return QueryAnswer.failed("/proc/modules does not exist");
            })
        .run(
            pack("", query("kernel_modules", ""), query("mounts", "")),
            "",
            observations::add,
            query -> {});

    assertEquals(List.of("kernel_modules", "mounts"), queries());
    assertEquals(Coverage.ERROR, observations.get(0).coverage());
    assertEquals("/proc/modules does not exist", observations.get(0).error());
    assertTrue(observations.get(1).error().contains("a bug"), observations.get(1).error());
  }

  @Test
  void queriesOfOtherPlatformsAreSkipped() {
    round(query -> QueryAnswer.ok(List.of()))
        .run(
            pack("", query("launchd", "darwin"), query("crontab", "posix")),
            "",
            observations::add,
            query -> {});

    assertEquals(List.of("crontab"), queries());
  }

  @Test
  void aPackWhoseDiscoveryFindsNothingIsNotAsked() {
    Pack pack = pack("SELECT pid FROM processes WHERE name = 'mysqld'", query("crontab", ""));

    round(query -> QueryAnswer.ok(query.sql().contains("mysqld") ? List.of() : List.of(CRON)))
        .run(pack, "", observations::add, query -> {});
    assertEquals(List.of(), observations);

    round(
            query ->
                query.sql().contains("mysqld")
                    ? QueryAnswer.failed("no")
                    : QueryAnswer.ok(List.of()))
        .run(pack, "", observations::add, query -> {});
    assertEquals("discovery of pack test: no", observations.get(0).error());
  }

  @Test
  void aDebianHostHasNoRpmPackagesAndThatIsAWholeAnswer() {
    PackQuery rpm = TriagePack.load().queries().get("rpm_packages");
    CollectionRound debian =
        round(
            query ->
                query.sql().contains("FROM rpm_packages")
                    ? QueryAnswer.failed("no such table: rpm_packages")
                    : QueryAnswer.ok(List.of()));

    Observation observation = debian.ask(rpm).get(0);

    assertEquals(Coverage.OK, observation.coverage());
    assertEquals(List.of(), observation.rows());
  }

  @Test
  void inDoubtWhetherAQueryAppliesItIsAsked() {
    PackQuery rpm = TriagePack.load().queries().get("rpm_packages");

    Observation observation =
        round(query -> QueryAnswer.failed("permission denied")).ask(rpm).get(0);

    assertEquals(Coverage.ERROR, observation.coverage());
  }

  @Test
  void secretsAndOverlongCellsDoNotLeaveTheHost() {
    String tail = "y".repeat(10);
    Map<String, String> row =
        Map.of("cmdline", "x --password hunter2", "name", "z".repeat(Cells.MAX_CHARS) + tail);

    Map<String, String> sent =
        round(query -> QueryAnswer.ok(List.of(row)))
            .ask(query("processes", ""))
            .get(0)
            .rows()
            .get(0);

    assertTrue(sent.get("cmdline").matches("x --password <redacted:[0-9a-f]{16}>"));
    assertTrue(
        sent.get("name").endsWith("… (10 more characters, sha256 " + Cells.digest(tail) + "…)"));
  }

  @Test
  void aBigAnswerIsSplitIntoPartsThatFitAndTogetherHoldEveryRow() {
    List<Map<String, String>> rows =
        IntStream.range(0, 3000)
            .mapToObj(i -> Map.of("n", "" + i, "text", "\u0001\"ü€😀".repeat(60)))
            .toList();

    List<Observation> parts = round(query -> QueryAnswer.ok(rows)).ask(query("processes", ""));

    assertTrue(parts.size() > 1);
    ObservationCodec codec = new ObservationCodec();
    List<Map<String, String>> together = new ArrayList<>();
    for (Observation part : parts) {
      assertTrue(codec.encode(part).length <= Parts.MAX_PART_BYTES);
      assertEquals(parts.get(0).part().snapshotId(), part.part().snapshotId());
      assertEquals(parts.size(), part.part().of());
      together.addAll(part.rows());
    }
    assertEquals(rows, together);
    assertEquals(
        parts,
        round(query -> QueryAnswer.ok(rows)).ask(query("processes", "")),
        "the same ids again");
  }

  @Test
  void anAnswerBeyondAllMeasureIsTruncatedAndSaysSo() {
    List<Map<String, String>> rows =
        IntStream.range(0, Parts.MAX_PARTS + 5)
            .mapToObj(i -> Map.of("text", i + "x".repeat(600)))
            .toList();
    Observation whole = Observation.of(WEB_1, "processes", NOW, rows);

    List<Observation> parts = Parts.of(whole, 4096 + 700);

    assertEquals(Parts.MAX_PARTS, parts.size());
    assertEquals(Coverage.TRUNCATED, parts.get(0).coverage());
  }

  private static CollectionRound round(Function<PackQuery, QueryAnswer> answers) {
    return new CollectionRound(
        source(answers), WEB_1, OwnProcess.NONE, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static RowSource source(Function<PackQuery, QueryAnswer> answers) {
    return new RowSource() {
      @Override
      public String describe() {
        return "a stand-in";
      }

      @Override
      public QueryAnswer ask(PackQuery query) {
        return answers.apply(query);
      }
    };
  }

  private static PackQuery query(String name, String platform) {
    return new PackQuery(
        name,
        "SELECT * FROM " + name,
        new PackQuery.Execution(900, platform, ""),
        PackQuery.OsqueryTerms.DEFAULT,
        PackQuery.Columns.ALL,
        PackQuery.Meaning.NONE);
  }

  private static Pack pack(String discovery, PackQuery... queries) {
    Map<String, PackQuery> byName =
        List.of(queries).stream()
            .collect(Collectors.toMap(PackQuery::name, q -> q, (a, b) -> a, LinkedHashMap::new));
    return new Pack("test", "", discovery.isEmpty() ? List.of() : List.of(discovery), byName);
  }

  private List<String> queries() {
    return observations.stream().map(Observation::query).toList();
  }
}
