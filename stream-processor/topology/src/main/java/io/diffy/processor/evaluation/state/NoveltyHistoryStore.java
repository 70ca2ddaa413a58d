package io.diffy.processor.evaluation.state;

import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.state.NoveltyHistories;
import io.diffy.rules.state.StateKeys;
import io.diffy.schemas.GroupKey;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The past of every group and query, one small entry each in the store {@code histories}. Scheduled
 * windows add to it; on-demand rounds only read it, since nobody knows how many there are.
 */
public final class NoveltyHistoryStore {
  public static final String HISTORIES = "histories";

  private final KeyValueStore<String, byte[]> histories;

  public NoveltyHistoryStore(KeyValueStore<String, byte[]> histories) {
    this.histories = histories;
  }

  public NoveltyHistory of(GroupKey group, String query) {
    return NoveltyHistories.decode(histories.get(StateKeys.of(group, query)));
  }

  /** Forgets a group in which nobody answers any more. */
  public void keep(QueryEvaluation judgement) {
    String key = StateKeys.of(judgement.group(), judgement.query());
    if (judgement.anyAnswered()) {
      histories.put(key, NoveltyHistories.encode(judgement.history()));
    } else {
      histories.delete(key);
    }
  }
}
