package io.diffy.acceptance.it;

import static io.diffy.schemas.TestObservations.CLEAN_CRON;
import static io.diffy.schemas.TestObservations.CLEAN_LISTENERS;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What instances of launch version 7 answer, and fresh ones of version 8. */
final class DeployedVersions {
  static final List<Map<String, String>> FIREWALL =
      List.of(
          row("chain", "INPUT", "target", "ACCEPT", "protocol", "6", "dst_port", "443"),
          row("chain", "OUTPUT", "target", "DROP", "protocol", "6", "dst_port", "25"));
  static final List<Map<String, String>> SUDO =
      List.of(row("path", "/usr/bin/sudo", "permissions", "S", "username", "root"));
  static final List<Map<String, String>> SUDO_FOR_ALL =
      List.of(row("path", "/usr/bin/sudo", "permissions", "S", "username", "nobody"));

  /** What version 7 answers. */
  static final Map<String, List<Map<String, String>>> CLEAN =
      Map.of(
          "crontab", CLEAN_CRON,
          "listening_ports", CLEAN_LISTENERS,
          "iptables", FIREWALL,
          "suid_bin", SUDO,
          "deb_packages", packages("1.0"));

  /** What version 8 answers when all is well: ten packages are newer. */
  static final Map<String, List<Map<String, String>>> UPGRADED =
      with("deb_packages", packages("1.1"), CLEAN);

  private DeployedVersions() {}

  static List<Instance> fresh(int count) {
    return IntStream.rangeClosed(11, 10 + count)
        .mapToObj(n -> instance(n, "8", "ami-0a8"))
        .toList();
  }

  static List<Observation> answers(
      List<Instance> instances, Map<String, List<Map<String, String>>> rows, Instant at) {
    List<Observation> answers = new ArrayList<>();
    instances.forEach(
        i -> rows.forEach((query, of) -> answers.add(Observation.of(i, query, at, of))));
    return answers;
  }

  static Map<String, List<Map<String, String>>> with(
      String query, List<Map<String, String>> rows, Map<String, List<Map<String, String>>> others) {
    Map<String, List<Map<String, String>>> all = new HashMap<>(others);
    all.put(query, rows);
    return all;
  }

  private static List<Map<String, String>> packages(String version) {
    return IntStream.range(0, 10)
        .mapToObj(n -> row("name", "lib" + n, "version", version, "arch", "amd64"))
        .toList();
  }

  /** As a recording. */
  static Path file(Path file, List<Observation> answers) throws IOException {
    ObservationCodec codec = new ObservationCodec();
    return Files.write(
        file, answers.stream().map(o -> new String(codec.encode(o), UTF_8)).toList());
  }

  static List<Finding> findings(String ndjson) throws MalformedRecord {
    List<Finding> findings = new ArrayList<>();
    for (String line : ndjson.lines().toList()) {
      findings.add(new FindingCodec().decode(line.getBytes(UTF_8)));
    }
    return findings;
  }
}
