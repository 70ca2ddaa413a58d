package io.diffy.replay;

import io.diffy.aws.S3Archive;
import io.diffy.aws.S3Sink;
import io.diffy.cluster.ClusterOptions;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.archive.ArchiveName;
import io.diffy.registry.PluginContexts;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An object, or the objects below a prefix: of an archive its observations, of any other prefix all
 * that end as recordings do. What ends in {@code .ndjson} or {@code .gz} is an object.
 */
record S3Inputs(S3Archive s3, HourRange hours) {
  private static final String OBSERVATIONS = ArchiveName.folder(Dataset.OBSERVATIONS);

  /** With the settings of the sink that writes there. */
  static S3Archive archive(String address, CommandContext shell, ClusterOptions cluster) {
    return told(
        () ->
            S3Archive.at(
                address, PluginContexts.of(shell, cluster.data()).of(new S3Sink().info())));
  }

  List<RecordedInput> all(Consumer<String> remarks) {
    return inputs(told(() -> keys(remarks)));
  }

  /** Of an archive the pieces of another dataset. */
  List<RecordedInput> besides(Dataset dataset) {
    if (isObject()) {
      return List.of();
    }
    String after = hours.from().isPresent() ? ArchiveName.day(dataset, hours.begin()) : "";
    String folder = ArchiveName.folder(dataset);
    List<String> keys = told(() -> s3.keys(folder, after, this::isBehind));
    return inputs(Inputs.pieces(keys, dataset, hours));
  }

  private List<RecordedInput> inputs(List<String> keys) {
    return keys.stream().<RecordedInput>map(key -> new S3Input(s3, key)).toList();
  }

  /** Of a command, a failure of the archive is its own. */
  private static <T> T told(Supplier<T> asked) {
    try {
      return asked.get();
    } catch (PluginFailure e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private boolean isObject() {
    return s3.place().endsWith(".ndjson") || s3.place().endsWith(".gz");
  }

  private List<String> keys(Consumer<String> remarks) {
    String place = s3.place();
    if (isObject()) {
      return List.of(place);
    }
    String address = s3.address(place);
    if (!isArchive()) {
      return Inputs.chosen(address, s3.keys("", "", key -> false), hours, remarks);
    }
    // A long archive is not listed whole for the sake of one night.
    String after =
        hours.from().isPresent() ? ArchiveName.day(Dataset.OBSERVATIONS, hours.begin()) : "";
    List<String> keys = s3.keys(OBSERVATIONS, after, this::isBehind);
    if (keys.isEmpty()) {
      throw Inputs.nothing(address, true, hours);
    }
    return Inputs.chosen(address, keys, hours, remarks);
  }

  private boolean isArchive() {
    AtomicInteger seen = new AtomicInteger();
    return !s3.keys(OBSERVATIONS, "", key -> seen.getAndIncrement() > 0).isEmpty();
  }

  private boolean isBehind(String key) {
    Instant end = hours.end();
    return ArchiveName.parse(key).filter(piece -> !piece.hour().isBefore(end)).isPresent();
  }

  /** Brought as a whole before it is read, so that a broken connection can be tried again. */
  private record S3Input(S3Archive s3, String key) implements RecordedInput {
    @Override
    public String name() {
      return s3.address(key);
    }

    @Override
    public InputStream open() throws IOException {
      Path file = Files.createTempFile("diffy-replay-", ".object");
      try {
        s3.fetch(key, file);
        return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
      } catch (PluginFailure e) {
        Files.deleteIfExists(file);
        throw new CommandFailure(e.getMessage(), e);
      }
    }
  }
}
