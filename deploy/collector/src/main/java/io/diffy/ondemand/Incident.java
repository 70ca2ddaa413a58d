package io.diffy.ondemand;

import com.fasterxml.jackson.databind.node.TextNode;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The person's own name for what a collection is for. */
public final class Incident {
  private static final String FIELD = "incident_id";
  private static final int LONGEST = 256;

  private Incident() {}

  /** Why this can't be one; the topics take nothing else for a name. */
  public static Optional<String> problem(String id) {
    if (id.codePointCount(0, id.length()) > LONGEST) {
      return Optional.of("longer than " + LONGEST + " characters");
    }
    return id.chars().anyMatch(Character::isISOControl)
        ? Optional.of("a control character, such as the end of a line")
        : Optional.empty();
  }

  /** The answer, saying what it was collected for. */
  static Observation mark(Observation answer, String id) {
    if (id.isEmpty()) {
      return answer;
    }
    Map<String, String> more = new HashMap<>(answer.more());
    more.put(FIELD, Json.text(TextNode.valueOf(id)));
    return answer.withMore(more);
  }
}
