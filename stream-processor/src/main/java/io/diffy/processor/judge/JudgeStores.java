package io.diffy.processor.judge;

import java.util.List;

/** The stores of the step that judges; each says at its owner what removes an entry. */
public final class JudgeStores {
  public static final List<String> NAMES =
      List.of(
          AnswerBook.ANSWERS,
          AnswerBook.ITEM_SETS,
          AnswerBook.ITEMS,
          Calendar.SCHEDULES,
          RoundBook.ROUNDS,
          HistoryBook.HISTORIES);

  private JudgeStores() {}
}
