package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Triage;

/**
 * Where a finding stands, in OCSF's own fields: what the data say of a closed one, what a person
 * says of an open one.
 */
final class FindingStanding {
  private FindingStanding() {}

  static void write(ObjectNode event, Finding f) {
    switch (f.activity()) {
      case CREATE -> status(event, 1, "New");
      case UPDATE -> status(event, 2, "In Progress");
      case CLOSE -> {
        boolean accepted = f.closeReason().filter(r -> r == CloseReason.ACCEPTED).isPresent();
        status(event, accepted ? 3 : 4, accepted ? "Suppressed" : "Resolved");
      }
    }
    f.closeReason().ifPresent(reason -> event.put("status_detail", reason.words()));
    f.triage().ifPresent(said -> triage(event, f, said));
  }

  private static void triage(ObjectNode event, Finding f, Triage said) {
    switch (said.state()) {
      case FALSE_POSITIVE -> verdict(event, 1, "False Positive");
      case TRUE_POSITIVE -> verdict(event, 2, "True Positive");
      case NEW -> open(event, f, 1, "New");
      case INVESTIGATING -> open(event, f, 2, "In Progress");
      case CLOSED -> open(event, f, 4, "Resolved");
    }
    Nodes.text(event, "comment", said.note());
    if (!said.assignee().isEmpty()) {
      event.putObject("assignee").put("name", said.assignee());
    }
  }

  private static void open(ObjectNode event, Finding f, int id, String label) {
    // The first event is new whatever is said, and of a closed one the data say how it ended.
    if (f.activity() == Activity.UPDATE) {
      status(event, id, label);
    }
  }

  private static void status(ObjectNode event, int id, String label) {
    event.put("status_id", id).put("status", label);
  }

  private static void verdict(ObjectNode event, int id, String label) {
    event.put("verdict_id", id).put("verdict", label);
  }
}
