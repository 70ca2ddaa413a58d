package io.diffy.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink.Refused;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Documents that were refused one after the other. One is the fault of what it says. When all are,
 * for one reason and whatever host they speak of, it is the index or its template, and more of them
 * would only drain the topic into the dead letters. Of one host alone it is that host's fault, and
 * must not keep the others waiting.
 */
final class RefusalStreak {
  static final int MOST = 20;

  /** More are not remembered: two are enough. */
  private static final int MOST_HOSTS = 8;

  private final Set<String> hosts = new TreeSet<>();
  private String kind = "";
  private String reason = "";
  private int inARow;

  /**
   * What became of some documents.
   *
   * @param sent how many
   * @param most in a row for one reason; 0 for any number
   * @throws PluginFailure when there were more, so that what was refused is sent again
   */
  synchronized void add(int sent, List<Refused> refused, int most) {
    if (refused.size() < sent) {
      forget();
    } else {
      refused.forEach(this::add);
    }
    if (most > 0 && inARow >= most && hosts.size() > 1) {
      throw new PluginFailure(
          "all of the last %,d documents were refused, for one reason (%s): so it is the index or its template, and not what one of them says. Compare the index's mapping with the template that docs/opensearch.md names, or let the sink make a new index. Until one is taken nothing more goes to the dead letters; %s sets how many may"
              .formatted(inARow, reason, SearchSettings.key("refused-in-a-row")));
    }
  }

  private void forget() {
    hosts.clear();
    kind = "";
    inARow = 0;
  }

  private void add(Refused one) {
    String now = kind(one.reason());
    if (!now.equals(kind)) {
      forget();
      kind = now;
    }
    reason = one.reason();
    inARow++;
    if (hosts.size() < MOST_HOSTS) {
      hosts.add(host(one.record()));
    }
  }

  /** Without what differs from document to document: ids, offsets, quoted text. */
  private static String kind(String reason) {
    return reason.replaceAll("'[^']*'|\"[^\"]*\"|\\[[^\\]]*\\]", "…").replaceAll("[0-9]+", "#");
  }

  private static String host(SinkRecord record) {
    try {
      JsonNode said = Json.mapper().readTree(record.value());
      JsonNode diffy = said.path("unmapped").path("diffy");
      String own = said.path("instance_id").asText(diffy.path("instance_id").asText());
      return own.isEmpty() ? diffy.path("instances") + record.key() : own;
    } catch (JsonProcessingException e) {
      return record.key();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can't be read", e);
    }
  }
}
