package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.DecisionSubject.DecisionKind;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.List;

/** Something that was started and goes on beside the answers. */
interface ConsoleTask {
  String id();

  DecisionKind kind();

  GroupKey groupKey();

  Instant startedAt();

  boolean isOver();

  /** Ends it before its time; no more than asked for, since it ends where it can. */
  void cancel();

  ObjectNode json();

  /** What it found, once it is over. */
  List<Finding> findings();
}
