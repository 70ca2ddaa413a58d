package io.diffy.replay;

import io.diffy.aws.S3Archive;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Phrases;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a person names as input, as streams in the order in which they are read.
 *
 * @param hours which pieces of archives to read
 * @param s3 opens an address
 * @param remarks is told what a folder holds that is not read
 */
record Inputs(HourRange hours, Function<String, S3Archive> s3, Consumer<String> remarks) {
  private static final String STANDARD_INPUT = "-";

  /** Logs that were rotated have a number or a date behind their ending. */
  private static final Pattern LINES =
      Pattern.compile(".*\\.(ndjson|jsonl|json|log)([.-][0-9][0-9A-Za-z:_-]*)?(\\.gz)?");

  private static final String ENDINGS = ".ndjson, .jsonl, .json or .log, plain or with .gz";
  private static final int SHOWN = 3;

  /**
   * All that these name: files, folders, patterns, addresses in S3, and {@code -}. Each comes once,
   * in an order that does not depend on theirs.
   */
  List<RecordedInput> of(List<String> named) {
    Map<String, RecordedInput> once = new TreeMap<>();
    all(named).forEach(input -> once.putIfAbsent(input.id(), input));
    return List.copyOf(once.values());
  }

  private List<RecordedInput> all(List<String> named) {
    List<RecordedInput> inputs = new ArrayList<>();
    for (String name : new TreeSet<>(named)) {
      if (name.equals(STANDARD_INPUT)) {
        inputs.add(new StandardInput());
      } else if (S3Archive.isMeant(name)) {
        inputs.addAll(new S3Inputs(s3.apply(name), hours).all(remarks));
      } else {
        FileInputs.named(name, hours).forEach(file -> inputs.addAll(file.all(remarks)));
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
        FileInputs.named(name, hours).forEach(file -> inputs.addAll(file.besides(dataset)));
      }
    }
    return inputs;
  }

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
   * @param remarks is told what is not read for its name
   */
  static List<String> chosen(
      String place, List<String> paths, HourRange hours, Consumer<String> remarks) {
    List<String> chosen = new ArrayList<>();
    List<String> others = new ArrayList<>();
    int left = 0;
    for (String path : paths) {
      Optional<ArchiveName> piece = ArchiveName.parse(path);
      boolean meant =
          piece.isPresent()
              ? piece.get().dataset() == Dataset.OBSERVATIONS
              : LINES.matcher(path).matches();
      if (meant && piece.map(hours::mayHold).orElse(true)) {
        chosen.add(path);
      } else if (meant) {
        left++;
      } else if (piece.isEmpty()) {
        others.add(path.substring(path.lastIndexOf('/') + 1));
      }
    }
    if (chosen.isEmpty()) {
      throw nothing(place, left > 0, hours);
    }
    if (!others.isEmpty()) {
      remarks.accept(
          "not read, for their names: %s; name such a file to have it read"
              .formatted(Phrases.some(others, SHOWN, "files below " + place)));
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
                .formatted(place, ArchiveName.folder(Dataset.OBSERVATIONS), ENDINGS));
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
