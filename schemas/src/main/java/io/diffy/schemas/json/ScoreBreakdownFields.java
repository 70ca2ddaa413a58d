package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.ScoreBreakdown;
import io.diffy.schemas.ScoreBreakdown.Growth;
import io.diffy.schemas.ScoreBreakdown.Past;
import io.diffy.schemas.ScoreBreakdown.PeerTerms;
import io.diffy.schemas.codec.MalformedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a score came about, under {@code unmapped.diffy.working}. */
final class ScoreBreakdownFields {
  private ScoreBreakdownFields() {}

  static ObjectNode write(ScoreBreakdown w) {
    ObjectNode node = Nodes.object();
    node.put("sharing", w.sharing()).put("others", w.others()).put("exposure", w.exposure());
    node.put("threshold", w.threshold());
    node.put("one_story", w.oneStory()).put("familiar", w.familiar());
    w.past()
        .ifPresent(
            past ->
                node.putObject("past")
                    .put("novel", past.novel())
                    .put("answers", past.answers())
                    .put("appeared_at", past.appearedAt().toString()));
    if (!w.growth().isEmpty()) {
      ArrayNode growth = node.putArray("growth");
      w.growth()
          .forEach(
              step ->
                  growth
                      .addObject()
                      .put("since", step.since().toString())
                      .put("hosts", step.hosts()));
    }
    return node;
  }

  static Optional<ScoreBreakdown> read(Fields diffy) throws MalformedRecord {
    if (!diffy.has("working")) {
      return Optional.empty();
    }
    Fields working = diffy.object("working");
    return Optional.of(
        new ScoreBreakdown(
            new PeerTerms(
                working.integer("sharing", 0, Integer.MAX_VALUE),
                working.integer("others", 0, Integer.MAX_VALUE),
                working.integer("exposure", 0, Integer.MAX_VALUE),
                working.number("threshold")),
            working.flag("one_story"),
            working.flag("familiar"),
            past(working),
            growth(working)));
  }

  private static List<Growth> growth(Fields working) throws MalformedRecord {
    List<Growth> growth = new ArrayList<>();
    if (working.has("growth")) {
      for (Fields step : working.objects("growth")) {
        growth.add(new Growth(step.time("since"), step.integer("hosts", 1, Integer.MAX_VALUE)));
      }
    }
    return growth;
  }

  private static Optional<Past> past(Fields working) throws MalformedRecord {
    if (!working.has("past")) {
      return Optional.empty();
    }
    Fields past = working.object("past");
    return Optional.of(
        new Past(
            past.integer("novel", 0, Integer.MAX_VALUE),
            past.integer("answers", 0, Integer.MAX_VALUE),
            past.time("appeared_at")));
  }
}
