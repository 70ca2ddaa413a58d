package io.diffy.processor.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which queries an instance answers, in the order in which they first came.
 *
 * @param excess whether the group had too many instances when this one came
 * @param queries their names
 * @param cleared when it was last looked for queries that nobody asks any more
 */
public record Roll(boolean excess, List<String> queries, Instant cleared) {
  private static final int FORMAT = 1;

  public Roll with(String query) {
    List<String> more = new ArrayList<>(queries);
    more.add(query);
    return new Roll(excess, List.copyOf(more), cleared);
  }

  public Roll without(String query) {
    return new Roll(excess, queries.stream().filter(q -> !q.equals(query)).toList(), cleared);
  }

  public Roll inRoom() {
    return new Roll(false, queries, cleared);
  }

  public Roll clearedAt(Instant now) {
    return new Roll(excess, queries, now);
  }

  public byte[] encode() {
    return Bytes.write(
        FORMAT,
        out -> {
          out.writeBoolean(excess);
          Bytes.writeTime(out, cleared);
          out.writeInt(queries.size());
          for (String query : queries) {
            Bytes.writeText(out, query);
          }
        });
  }

  public static Roll decode(byte[] bytes) {
    return Bytes.read(
        FORMAT,
        bytes,
        in -> {
          boolean excess = in.readBoolean();
          Instant cleared = Bytes.readTime(in);
          int count = in.readInt();
          List<String> queries = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            queries.add(Bytes.readText(in));
          }
          return new Roll(excess, List.copyOf(queries), cleared);
        });
  }
}
