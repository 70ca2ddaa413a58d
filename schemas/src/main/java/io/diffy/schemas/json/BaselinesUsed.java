package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.BaselineUsed;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.ArrayList;
import java.util.List;

/** Which baselines disagree, under {@code unmapped.diffy.baselines}; absent when none does. */
final class BaselinesUsed {
  private static final String FIELD = "baselines";

  private BaselinesUsed() {}

  static void write(ObjectNode diffy, List<BaselineUsed> baselines) {
    if (baselines.isEmpty()) {
      return;
    }
    ArrayNode list = diffy.putArray(FIELD);
    baselines.forEach(
        used ->
            list.addObject()
                .put("version", used.version())
                .put("taken_at", used.takenAt().toString()));
  }

  static List<BaselineUsed> read(Fields diffy) throws MalformedRecord {
    List<BaselineUsed> baselines = new ArrayList<>();
    if (diffy.has(FIELD)) {
      for (Fields used : diffy.objects(FIELD)) {
        baselines.add(
            new BaselineUsed(used.integer("version", 1, Integer.MAX_VALUE), used.time("taken_at")));
      }
    }
    return List.copyOf(baselines);
  }
}
