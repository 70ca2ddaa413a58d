package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cli.TypedCommands;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicAdmin;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stock osqueryd needs, printed; and the secrets that let hosts in. */
final class OsqueryCommandsTest extends TypedCommands {
  @TempDir private Path folder;

  @Test
  void theConfigAsksForEveryQueryOfThePackAsASnapshot() throws Exception {
    assertEquals(0, run(Map.of(), "osquery", "config"));
    JsonNode config = Json.tree(out.toByteArray());
    assertEquals(TriagePack.load().queries().size(), config.get("schedule").size());
    config.get("schedule").forEach(query -> assertTrue(query.get("snapshot").asBoolean()));
    assertTrue(config.at("/options/schedule_epoch").asLong() > 20_000);
  }

  @Test
  void theFlagsNameTheEndpointAndNoSecret() {
    assertEquals(0, run(Map.of(), "osquery", "flags", "--tls-hostname", "diffy.example.net:8443"));
    List<String> lines = out.toString(UTF_8).lines().toList();
    assertTrue(lines.contains("--tls_hostname=diffy.example.net:8443"));
    assertTrue(lines.contains("--enroll_secret_path=/etc/osquery/enroll_secret"));
    assertTrue(lines.stream().allMatch(line -> line.startsWith("--") || line.startsWith("#")));
  }

  @Test
  void aSecretIsShownOnceAndKeptAsAHash() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(Map.copyOf(client))) {
        new TopicAdmin(admin).ensure(new Topics("diffy", 1).all(), Map.of());
      }
      Map<String, String> there = Map.of("DIFFY_BOOTSTRAP_SERVER", broker.bootstrapServers());
      String first = secret(there, "new", "web-prod");
      String second = secret(there, "rotate", "web-prod", "--overlap", "1d");
      String given = "a-secret-that-fleet-handed-out";
      Path file = Files.writeString(folder.resolve("secret"), given + "\n");
      assertEquals("", secret(there, "new", "api-prod", "--secret-file", file.toString(), "--ec2"));

      List<String> listed = said(there, "list").lines().toList();
      assertEquals(4, listed.size());
      assertTrue(listed.get(1).contains("api-prod"), listed.get(1));
      assertTrue(listed.get(1).contains("EC2 document"), listed.get(1));
      assertFalse(listed.get(2).contains("never"), "the older one ends");
      String id = listed.get(3).substring(0, 12);
      assertTrue(said(there, "revoke", id).startsWith("Secret " + id + " of web-prod lets nobody"));
      assertEquals(3, said(there, "list").lines().count());
      assertEquals(3, run(there, "osquery", "enroll-secret", "revoke", id));

      List<String> kept = new ArrayList<>();
      Cluster cluster = Cluster.given(client, "diffy");
      TopicReader.readRecordsFrom(
          cluster,
          cluster.topics().enrollments(),
          Instant.EPOCH.minusSeconds(1),
          record -> kept.add(record.value() == null ? "" : new String(record.value(), UTF_8)));
      for (String secret : List.of(first, second, given)) {
        assertTrue(secret.length() > 16);
        assertFalse(kept.toString().contains(secret));
      }
    }
  }

  /** What is printed alone on standard output. */
  private String secret(Map<String, String> environment, String... words) {
    String said = said(environment, words);
    assertTrue(said.lines().count() <= 1, said);
    assertFalse(err.toString(UTF_8).contains(said.isBlank() ? "\0" : said.strip()));
    return said.strip();
  }

  private String said(Map<String, String> environment, String... words) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("osquery", "enroll-secret"));
    all.addAll(List.of(words));
    assertEquals(0, run(environment, all.toArray(String[]::new)), () -> err.toString(UTF_8));
    return out.toString(UTF_8);
  }
}
