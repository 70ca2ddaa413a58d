package io.diffy.rules.state;

import io.diffy.schemas.Control.Round;
import io.diffy.schemas.GroupKey;
import java.util.ArrayList;
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
    return StateBytes.write(
        FORMAT,
        out -> {
          StateBytes.writeText(out, round.group().toString());
          StateBytes.writeText(out, round.roundId());
          StateBytes.writeTime(out, round.openedAt());
          StateBytes.writeTime(out, round.deadline());
          for (List<String> names : List.of(round.queries(), round.expected())) {
            out.writeInt(names.size());
            for (String name : names) {
              StateBytes.writeText(out, name);
            }
          }
          out.writeInt(answered);
          // At the end, where versions that know no incident stop to read.
          StateBytes.writeText(out, round.incidentId());
        });
  }

  public static OpenRound decode(byte[] bytes) {
    return StateBytes.read(
        FORMAT,
        bytes,
        in -> {
          GroupKey group = GroupKey.parse(StateBytes.readText(in));
          String id = StateBytes.readText(in);
          var openedAt = StateBytes.readTime(in);
          var deadline = StateBytes.readTime(in);
          List<List<String>> names = new ArrayList<>();
          for (int list = 0; list < 2; list++) {
            List<String> texts = new ArrayList<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
              texts.add(StateBytes.readText(in));
            }
            names.add(List.copyOf(texts));
          }
          int answered = in.readInt();
          String incident = in.available() > 0 ? StateBytes.readText(in) : "";
          return new OpenRound(
              new Round(group, id, names.get(0), names.get(1), openedAt, deadline, incident),
              answered);
        });
  }
}
