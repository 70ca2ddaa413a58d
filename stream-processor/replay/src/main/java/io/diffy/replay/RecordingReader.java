package io.diffy.replay;

import io.diffy.agent.osquery.HostNames;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandFailure;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads recordings of what is not named on the command line of a replay. */
public final class RecordingReader {
  private RecordingReader() {}

  /**
   * Reads the whole input. Lines of osqueryd's logs become observations first, in the order in
   * which each host wrote them.
   *
   * @param hosts says which host wrote a line of osqueryd's
   * @param wanted which observations count
   * @param badLine is told the number of each line that is no observation, and why; it never stops
   *     the reading
   */
  public static Recording read(
      InputStream input,
      Codec<Observation> codec,
      HostNames hosts,
      Predicate<Observation> wanted,
      Consumer<String> badLine) {
    return Recording.read(
        codec,
        List.of(new OpenedInput(input)),
        new LineTerms(
            hosts, TriagePack.load(), (observation, appended) -> wanted.test(observation), false),
        opened -> {},
        new InputTally((name, bad) -> badLine.accept(bad)));
  }

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
