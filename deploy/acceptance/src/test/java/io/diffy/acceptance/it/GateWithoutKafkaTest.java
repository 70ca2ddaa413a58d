package io.diffy.acceptance.it;

import static io.diffy.acceptance.it.DeployedVersions.CLEAN;
import static io.diffy.acceptance.it.DeployedVersions.UPGRADED;
import static io.diffy.acceptance.it.DeployedVersions.answers;
import static io.diffy.acceptance.it.DeployedVersions.fresh;
import static io.diffy.acceptance.it.DeployedVersions.with;
import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cron;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.plus;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.command.ExitCode;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code diffy gate} between two files: no Kafka is needed, and none is touched. */
final class GateWithoutKafkaTest {
  @TempDir private static Path folder;

  @Test
  void aGapFailsItUnlessGapsAreAllowed() throws Exception {
    List<Observation> withAGap =
        answers(fresh(2), UPGRADED, FOUR_AM).stream()
            .filter(
                o ->
                    !o.query().equals("iptables")
                        || !o.instance().equals(instance(12, "8", "ami-0a8")))
            .toList();
    Path fresh = file("gap.ndjson", withAGap);
    Path clean = file("clean.ndjson", answers(List.of(instance(3)), CLEAN, FOUR_AM));

    Cli failed = withoutKafka(fresh, clean);
    Cli allowed = withoutKafka(fresh, clean, "--allow-gaps");

    assertEquals(ExitCode.FINDINGS, failed.exitCode(), failed::out);
    assertTrue(failed.out().contains("4 of 5 queries compared."), failed.out());
    assertTrue(
        failed
            .out()
            .contains("gap: iptables on i-0000000000000012: error: the input holds no answer"),
        failed.out());
    assertEquals(ExitCode.NOTHING_FOUND, allowed.exitCode(), allowed::out);
    assertTrue(allowed.out().contains("not compared: iptables"), allowed.out());
    assertFalse(Files.exists(folder.resolve("unused")), "no Kafka was needed");
  }

  @Test
  void hostileTextReachesNoReportUnescaped() throws Exception {
    Map<String, String> hostile =
        cron(
            "*",
            "*",
            "root",
            "\u001b[2J]]><script>\u202e[x](http://evil.example)",
            "/etc/cron.d/\u0007");
    Path fresh =
        file(
            "hostile.ndjson",
            answers(fresh(1), with("crontab", plus(CLEAN_CRON, hostile), CLEAN), FOUR_AM));
    Path clean = file("clean-too.ndjson", answers(List.of(instance(3)), CLEAN, FOUR_AM));
    Path junit = folder.resolve("hostile.xml");
    Path sarif = folder.resolve("hostile.sarif");

    Cli failed =
        withoutKafka(fresh, clean, "--junit", junit.toString(), "--sarif", sarif.toString());

    assertEquals(ExitCode.FINDINGS, failed.exitCode(), failed::err);
    assertEquals(
        0,
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(junit.toFile())
            .getElementsByTagName("script")
            .getLength());
    String message =
        Json.mapper()
            .readTree(Files.readString(sarif))
            .at("/runs/0/results/0/message/text")
            .asText();
    for (String each : List.of(failed.out(), Files.readString(junit), message)) {
      assertTrue(each.contains("\\x1b[2J"), each);
      assertTrue(each.chars().noneMatch(c -> c == 0x1b || c == 0x202e || c == 7), each);
    }
    assertFalse(message.contains("]("), message);
  }

  private static Cli withoutKafka(Path fresh, Path clean, String... more) {
    return Cli.diffy(
        Stream.concat(
                Stream.of(
                    "gate",
                    WEB_PROD.toString(),
                    "--input",
                    fresh.toString(),
                    "--baseline",
                    clean.toString(),
                    "--data",
                    folder.resolve("unused").toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static Path file(String name, List<Observation> answers) throws IOException {
    return DeployedVersions.file(folder.resolve(name), answers);
  }
}
