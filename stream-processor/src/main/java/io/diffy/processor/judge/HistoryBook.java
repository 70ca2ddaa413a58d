package io.diffy.processor.judge;

import io.diffy.processor.rules.History;
import io.diffy.processor.store.Histories;
import io.diffy.processor.store.Keys;
import io.diffy.schemas.GroupKey;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The past of every group and query, one small entry each in the store {@code histories}. Scheduled
 * windows add to it; on-demand rounds only read it, since nobody knows how many there are.
 */
final class HistoryBook {
  static final String HISTORIES = "histories";

  private final KeyValueStore<String, byte[]> histories;

  HistoryBook(KeyValueStore<String, byte[]> histories) {
    this.histories = histories;
  }

  History of(GroupKey group, String query) {
    return Histories.decode(histories.get(Keys.of(group, query)));
  }

  /** Forgets a group in which nobody answers any more. */
  void keep(Judgement judgement) {
    String key = Keys.of(judgement.group(), judgement.query());
    if (judgement.anyAnswered()) {
      histories.put(key, Histories.encode(judgement.history()));
    } else {
      histories.delete(key);
    }
  }
}
