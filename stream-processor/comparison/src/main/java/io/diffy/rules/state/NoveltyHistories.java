package io.diffy.rules.state;

import io.diffy.rules.detection.FirstAppearance;
import io.diffy.rules.detection.NoveltyDays;
import io.diffy.rules.detection.NoveltyHistory;
import java.util.Set;
import java.util.TreeSet;

/** The stored form of a {@link NoveltyHistory}. */
public final class NoveltyHistories {
  private static final int FORMAT = 2;

  /** Without days. */
  private static final int FORMAT_BEFORE = 1;

  private NoveltyHistories() {}

  public static byte[] encode(NoveltyHistory history) {
    return new StateWriter(FORMAT)
        .big(history.answers())
        .big(history.novel())
        .map(
            history.appearances(),
            (out, appearance) ->
                out.time(appearance.at())
                    .big(appearance.before())
                    .number(appearance.hosts())
                    .number(appearance.noise()))
        .number(history.days().day())
        .texts(history.days().hosts())
        .list(history.days().before(), StateWriter::number)
        .done();
  }

  public static NoveltyHistory decode(byte[] bytes) {
    return bytes == null
        ? NoveltyHistory.NONE
        : StateReader.read(
            Set.of(FORMAT, FORMAT_BEFORE),
            bytes,
            in ->
                new NoveltyHistory(
                    in.big(),
                    in.big(),
                    in.map(NoveltyHistories::appearance),
                    in.format() == FORMAT ? days(in) : NoveltyDays.NONE));
  }

  private static FirstAppearance appearance(StateReader in) {
    return new FirstAppearance(
        in.time(),
        in.big(),
        in.number(),
        in.format() == FORMAT ? in.number() : FirstAppearance.UNKNOWN);
  }

  private static NoveltyDays days(StateReader in) {
    return new NoveltyDays(in.number(), new TreeSet<>(in.texts()), in.list(StateReader::number));
  }
}
