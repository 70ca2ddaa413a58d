package io.diffy.rules.state;

import io.diffy.rules.detection.FirstAppearance;
import io.diffy.rules.detection.NoveltyHistory;
import java.util.Map;
import java.util.TreeMap;

/** The stored form of a {@link NoveltyHistory}. */
public final class NoveltyHistories {
  private static final int FORMAT = 1;

  private NoveltyHistories() {}

  public static byte[] encode(NoveltyHistory history) {
    return StateBytes.write(
        FORMAT,
        out -> {
          out.writeLong(history.answers());
          out.writeLong(history.novel());
          out.writeInt(history.appearances().size());
          for (Map.Entry<String, FirstAppearance> entry : history.appearances().entrySet()) {
            StateBytes.writeText(out, entry.getKey());
            StateBytes.writeTime(out, entry.getValue().at());
            out.writeLong(entry.getValue().before());
            out.writeInt(entry.getValue().hosts());
          }
        });
  }

  public static NoveltyHistory decode(byte[] bytes) {
    if (bytes == null) {
      return NoveltyHistory.NONE;
    }
    return StateBytes.read(
        FORMAT,
        bytes,
        in -> {
          long answers = in.readLong();
          long novel = in.readLong();
          int count = in.readInt();
          Map<String, FirstAppearance> appearances = new TreeMap<>();
          for (int i = 0; i < count; i++) {
            appearances.put(
                StateBytes.readText(in),
                new FirstAppearance(StateBytes.readTime(in), in.readLong(), in.readInt()));
          }
          return new NoveltyHistory(answers, novel, appearances);
        });
  }
}
