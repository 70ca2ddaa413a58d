package io.diffy.processor.store;

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
    return Bytes.write(
        FORMAT,
        out -> {
          Bytes.writeText(out, round.group().toString());
          Bytes.writeText(out, round.roundId());
          Bytes.writeTime(out, round.openedAt());
          Bytes.writeTime(out, round.deadline());
          for (List<String> names : List.of(round.queries(), round.expected())) {
            out.writeInt(names.size());
            for (String name : names) {
              Bytes.writeText(out, name);
            }
          }
          out.writeInt(answered);
          // At the end, where versions that know no incident stop to read.
          Bytes.writeText(out, round.incidentId());
        });
  }

  public static OpenRound decode(byte[] bytes) {
    return Bytes.read(
        FORMAT,
        bytes,
        in -> {
          GroupKey group = GroupKey.parse(Bytes.readText(in));
          String id = Bytes.readText(in);
          var openedAt = Bytes.readTime(in);
          var deadline = Bytes.readTime(in);
          List<List<String>> names = new ArrayList<>();
          for (int list = 0; list < 2; list++) {
            List<String> texts = new ArrayList<>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
              texts.add(Bytes.readText(in));
            }
            names.add(List.copyOf(texts));
          }
          int answered = in.readInt();
          String incident = in.available() > 0 ? Bytes.readText(in) : "";
          return new OpenRound(
              new Round(group, id, names.get(0), names.get(1), openedAt, deadline, incident),
              answered);
        });
  }
}
