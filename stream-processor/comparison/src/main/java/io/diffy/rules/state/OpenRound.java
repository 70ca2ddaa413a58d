package io.diffy.rules.state;

import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import java.time.Instant;
import java.util.List;

/**
 * An on-demand round that is not closed yet.
 *
 * @param round as it was announced
 * @param answered how many of its (instance, query) pairs had come when it was stored; a {@link
 *     RoundCount} goes on from there
 */
public record OpenRound(Round round, int answered) {
  private static final int FORMAT = 1;

  /** Whether that many of its pairs are all. */
  public boolean complete(int pairs) {
    return pairs >= round.expected().size() * round.queries().size();
  }

  public byte[] encode() {
    return new StateWriter(FORMAT)
        .text(round.group().toString())
        .text(round.roundId())
        .time(round.openedAt())
        .time(round.deadline())
        .texts(round.queries())
        .texts(round.expected())
        .number(answered)
        // At the end, where versions that know no incident stop to read.
        .text(round.incidentId())
        .done();
  }

  public static OpenRound decode(byte[] bytes) {
    return StateReader.read(
        FORMAT,
        bytes,
        in -> {
          GroupKey group = GroupKey.parse(in.text());
          String id = in.text();
          Instant openedAt = in.time();
          Instant deadline = in.time();
          List<String> queries = in.texts();
          List<String> expected = in.texts();
          int answered = in.number();
          String incident = in.atEnd() ? "" : in.text();
          return new OpenRound(
              new Round(group, id, queries, expected, openedAt, deadline, incident), answered);
        });
  }
}
