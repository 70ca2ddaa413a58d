package io.diffy.rules.state;

import io.diffy.rules.detection.FirstAppearance;
import io.diffy.rules.detection.NoveltyHistory;

/** The stored form of a {@link NoveltyHistory}. */
public final class NoveltyHistories {
  private static final int FORMAT = 1;

  private NoveltyHistories() {}

  public static byte[] encode(NoveltyHistory history) {
    return new StateWriter(FORMAT)
        .big(history.answers())
        .big(history.novel())
        .map(
            history.appearances(),
            (out, appearance) ->
                out.time(appearance.at()).big(appearance.before()).number(appearance.hosts()))
        .done();
  }

  public static NoveltyHistory decode(byte[] bytes) {
    return bytes == null
        ? NoveltyHistory.NONE
        : StateReader.read(
            FORMAT,
            bytes,
            in ->
                new NoveltyHistory(
                    in.big(),
                    in.big(),
                    in.map(one -> new FirstAppearance(one.time(), one.big(), one.number()))));
  }
}
