package io.diffy.search;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.closed;
import static io.diffy.schemas.TestFindings.in;
import static io.diffy.schemas.TestFindings.updated;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.search.TestSink.documents;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.GroupKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is killed while batches are sent to it, and comes back. */
class NodeKilledTest {
  private static final int FINDINGS = 200;
  private static final int BATCH = 50;

  @TempDir Path folder;
  private int failures;

  @Test
  void nothingIsLostAndNothingIsThereTwice() throws Exception {
    List<SinkRecord> lives = lives();
    try (SearchNode node = SearchNode.on(folder)) {
      Thread accident = new Thread(() -> killAndStart(node));
      for (int from = 0; from < lives.size(); from += BATCH) {
        if (from == lives.size() / 2) {
          accident.start();
        }
        deliverAtLast(node, lives.subList(from, from + BATCH));
      }
      accident.join();

      List<JsonNode> found = documents(node, "diffy-findings");
      assertTrue(failures > 0, "batches met a dead node");
      assertEquals(FINDINGS, found.size());
      assertTrue(found.stream().allMatch(each -> "Resolved".equals(status(each))));
      assertEquals(3 * FINDINGS, documents(node, "diffy-events").size());
    }
  }

  /** As the service does: the same again until it is taken. */
  private void deliverAtLast(SearchNode node, List<SinkRecord> batch) throws InterruptedException {
    while (true) {
      try (Sink sink =
          TestSink.open(Dataset.FINDINGS, node.url(), "events-index", "diffy-events")) {
        assertEquals(List.of(), sink.deliver(batch));
        return;
      } catch (PluginFailure e) {
        failures++;
        Thread.sleep(200);
      }
    }
  }

  private static void killAndStart(SearchNode node) {
    try {
      node.kill();
      Thread.sleep(1_000);
      node.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** All findings are created, then updated, then closed. */
  private static List<SinkRecord> lives() {
    List<Finding> open = new ArrayList<>();
    for (int i = 0; i < FINDINGS; i++) {
      GroupKey group = new GroupKey("123456789012", "us-east-1", "group-" + i);
      open.add(in(group, List.of(instance(1)), BIND_SHELL));
    }
    List<Finding> events = new ArrayList<>(open);
    for (Finding each : open) {
      events.add(updated(each, FOUR_AM.plusSeconds(60)));
    }
    for (Finding each : open) {
      Finding updated = updated(each, FOUR_AM.plusSeconds(60));
      events.add(closed(updated, FOUR_AM.plusSeconds(120), CloseReason.ROW_GONE));
    }
    return events.stream().map(TestSink::record).toList();
  }

  private static String status(JsonNode hit) {
    return hit.at("/_source/status").asText();
  }
}
