package io.diffy.processor.evaluation.state;

import io.diffy.processor.store.StoreName;
import io.diffy.processor.store.Table;
import io.diffy.rules.detection.NoveltyHistory;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.state.NoveltyHistories;
import io.diffy.schemas.GroupKey;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The past of every group and query, one small entry each in the store {@code histories}. Scheduled
 * windows add to it; on-demand rounds only read it, since nobody knows how many there are.
 */
public final class NoveltyHistoryStore {
  public static final StoreName HISTORIES = StoreName.state("histories");

  private final Table<NoveltyHistory> histories;

  public NoveltyHistoryStore(KeyValueStore<String, byte[]> histories) {
    this.histories = new Table<>(histories, NoveltyHistories::encode, NoveltyHistories::decode);
  }

  public NoveltyHistory of(GroupKey group, String query) {
    return histories.get(group, query).orElse(NoveltyHistory.NONE);
  }

  /** Forgets a group in which nobody answers any more. */
  public void keep(QueryEvaluation evaluation) {
    if (evaluation.anyAnswered()) {
      histories.put(evaluation.history(), evaluation.group(), evaluation.query());
    } else {
      histories.delete(evaluation.group(), evaluation.query());
    }
  }
}
