package io.diffy.replay;

import io.diffy.input.InputTally;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.packfile.TriagePack;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/** Recordings of bytes that lie in no file. */
public final class RecordedLines {
  private RecordedLines() {}

  /** All of it; lines of osqueryd's log that name no group are of this one. */
  public static Recording read(byte[] bytes, String group, Consumer<String> badLine) {
    return Recording.read(
        new ObservationCodec(),
        List.of(new Bytes(bytes)),
        LineTerms.of(group, TriagePack.load(), any -> true),
        opened -> {},
        new InputTally((name, bad) -> badLine.accept(bad)));
  }

  private record Bytes(byte[] bytes) implements RecordedInput {
    @Override
    public String name() {
      return "the recorded observations";
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
