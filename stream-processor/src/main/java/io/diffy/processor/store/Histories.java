package io.diffy.processor.store;

import io.diffy.processor.rules.Appearance;
import io.diffy.processor.rules.History;
import java.util.Map;
import java.util.TreeMap;

/** The stored form of a {@link History}. */
public final class Histories {
  private static final int FORMAT = 1;

  private Histories() {}

  public static byte[] encode(History history) {
    return Bytes.write(
        FORMAT,
        out -> {
          out.writeLong(history.answers());
          out.writeLong(history.novel());
          out.writeInt(history.appearances().size());
          for (Map.Entry<String, Appearance> entry : history.appearances().entrySet()) {
            Bytes.writeText(out, entry.getKey());
            Bytes.writeTime(out, entry.getValue().at());
            out.writeLong(entry.getValue().before());
            out.writeInt(entry.getValue().hosts());
          }
        });
  }

  public static History decode(byte[] bytes) {
    if (bytes == null) {
      return History.NONE;
    }
    return Bytes.read(
        FORMAT,
        bytes,
        in -> {
          long answers = in.readLong();
          long novel = in.readLong();
          int count = in.readInt();
          Map<String, Appearance> appearances = new TreeMap<>();
          for (int i = 0; i < count; i++) {
            appearances.put(
                Bytes.readText(in),
                new Appearance(Bytes.readTime(in), in.readLong(), in.readInt()));
          }
          return new History(answers, novel, appearances);
        });
  }
}
