package io.diffy.schemas.packfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.fuzz.FuzzTarget;
import io.diffy.schemas.fuzz.Fuzzed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A pack comes from a colleague or a web page: it is read, or refused with what is wrong. */
class FuzzedPackTest implements Fuzzed {
  private static final String PACK =
      """
      {"platform":"linux","discovery":["SELECT 1"],"queries":{"crontab":{"query":"SELECT * FROM crontab",
      "interval":"3600","removed":false,"snapshot":true,"version":"1.4","shard":50,
      "diffy":{"identity":["path"],"volatile":["pid"],"severity":2,"applies_if":"/etc/crontab"}}}}""";
  private static final String CONFIG =
      """
      # a comment
      {"schedule":{"up":{"query":"SELECT * FROM \\
      uptime","interval":60}},"packs":{"a":"other.conf","*":"packs/*.conf","b":{"queries":{}}}}""";

  @Override
  public Stream<FuzzTarget> targets() throws Exception {
    Path file = Files.createTempDirectory("fuzzed").resolve("osquery.conf");
    return Stream.of(
        new FuzzTarget(
                "pack",
                List.of(PACK.getBytes(UTF_8), CONFIG.getBytes(UTF_8)),
                input -> {
                  Files.write(file, input);
                  return outcome(file);
                })
            .slow());
  }

  private static String outcome(Path file) throws Exception {
    try {
      Packs packs = PackReader.read(file);
      return "read " + packs.all().isEmpty() + packs.warnings().isEmpty();
    } catch (MalformedPack e) {
      assertTrue(e.getMessage().length() < 2_000, e.getMessage());
      return e.getMessage();
    }
  }
}
