package io.diffy.processor.evaluation.state;

import java.util.List;

/** The stores of the step that judges; each says at its owner what removes an entry. */
public final class EvaluationStores {
  public static final List<String> NAMES =
      List.of(
          SnapshotStore.ANSWERS,
          SnapshotStore.ITEM_SETS,
          SnapshotStore.ITEMS,
          WindowSchedule.SCHEDULES,
          OnDemandRoundStore.ROUNDS,
          NoveltyHistoryStore.HISTORIES);

  private EvaluationStores() {}
}
