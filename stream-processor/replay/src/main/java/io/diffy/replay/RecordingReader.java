package io.diffy.replay;

import io.diffy.input.InputTally;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.service.CommandFailure;
import java.util.List;

/** Reads recordings of what is not named on the command line of a replay. */
public final class RecordingReader {
  private RecordingReader() {}

  /**
   * Reads what a person names: a file, a folder, a pattern, or {@code -}.
   *
   * @param tally is told what became of each line
   */
  public static Recording read(String named, LineTerms terms, InputTally tally) {
    return read(List.of(named), terms, tally);
  }

  /** The same of several, as one: their order makes no difference. */
  public static Recording read(List<String> named, LineTerms terms, InputTally tally) {
    Inputs inputs =
        new Inputs(
            HourRange.ALL,
            address -> {
              throw new CommandFailure(address + ": only diffy replay reads from S3");
            },
            leftOut -> {});
    return Recording.read(new ObservationCodec(), inputs.of(named), terms, opened -> {}, tally);
  }
}
