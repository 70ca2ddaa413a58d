package io.diffy.replay;

import io.diffy.aws.S3Archive;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.service.CommandFailure;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a person names as input, as streams in the order in which they are read. */
final class Inputs {
  private static final String STANDARD_INPUT = "-";
  private static final List<String> ENDINGS = List.of(".ndjson", ".ndjson.gz");

  private final HourRange hours;
  private final Function<String, S3Archive> s3;

  /**
   * @param hours which pieces of archives to read
   * @param s3 opens an address
   */
  Inputs(HourRange hours, Function<String, S3Archive> s3) {
    this.hours = hours;
    this.s3 = s3;
  }

  /** All that these name: files, folders, addresses in S3, and {@code -}. */
  List<RecordedInput> of(List<String> named) {
    List<RecordedInput> inputs = new ArrayList<>();
    for (String name : named) {
      if (name.equals(STANDARD_INPUT)) {
        inputs.add(new StandardInput());
      } else if (S3Archive.isMeant(name)) {
        inputs.addAll(new S3Inputs(s3.apply(name), hours).all());
      } else {
        inputs.addAll(new FileInputs(name, hours).all());
      }
    }
    return inputs;
  }

  /** What the archives among these hold of another dataset; nothing where there is no archive. */
  List<RecordedInput> besides(List<String> named, Dataset dataset) {
    List<RecordedInput> inputs = new ArrayList<>();
    for (String name : named) {
      if (S3Archive.isMeant(name)) {
        inputs.addAll(new S3Inputs(s3.apply(name), hours).besides(dataset));
      } else if (!name.equals(STANDARD_INPUT)) {
        inputs.addAll(new FileInputs(name, hours).besides(dataset));
      }
    }
    return inputs;
  }

  /** Those of a listing that are pieces of a dataset and of the time. */
  static List<String> pieces(List<String> paths, Dataset dataset, HourRange hours) {
    return paths.stream()
        .filter(
            path ->
                ArchiveName.parse(path)
                    .filter(piece -> piece.dataset() == dataset && hours.mayHold(piece))
                    .isPresent())
        .toList();
  }

  /**
   * Those of a listing that hold observations of the time.
   *
   * @param place what was listed
   * @param paths in order
   */
  static List<String> chosen(String place, List<String> paths, HourRange hours) {
    List<String> chosen = new ArrayList<>();
    int left = 0;
    for (String path : paths) {
      Optional<ArchiveName> piece = ArchiveName.parse(path);
      boolean meant =
          piece.isPresent()
              ? piece.get().dataset() == Dataset.OBSERVATIONS
              : ENDINGS.stream().anyMatch(path::endsWith);
      if (meant && piece.map(hours::mayHold).orElse(true)) {
        chosen.add(path);
      } else if (meant) {
        left++;
      }
    }
    if (chosen.isEmpty()) {
      throw nothing(place, left > 0, hours);
    }
    return chosen;
  }

  /** Nothing to judge is no "nothing found". */
  static CommandFailure nothing(String place, boolean otherTimes, HourRange hours) {
    return new CommandFailure(
        otherTimes
            ? "%s is an archive without observations that were appended %s; see --from, --to and --archive-slack"
                .formatted(place, hours)
            : "there is nothing to replay below %s: no archive (%s/…), and nothing that ends in %s"
                .formatted(
                    place, ArchiveName.folder(Dataset.OBSERVATIONS), String.join(" or ", ENDINGS)));
  }

  private static final class StandardInput implements RecordedInput {
    @Override
    public String name() {
      return STANDARD_INPUT;
    }

    @Override
    public InputStream open() {
      return new FilterInputStream(System.in) {
        @Override
        public void close() {
          // It is the process's.
        }
      };
    }
  }
}
