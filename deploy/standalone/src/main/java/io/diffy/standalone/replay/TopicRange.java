package io.diffy.standalone.replay;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.Codec;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.cluster.Cluster;
import io.diffy.standalone.cluster.TopicReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What the live topics hold, for a replay. They are only read. */
public final class TopicRange {
  private final Cluster live;

  public TopicRange(Cluster live) {
    this.live = live;
  }

  /** The observations that pass. */
  public Recording record(Predicate<Observation> wanted) {
    try {
      Path copy = Files.createTempFile("diffy-topic-", ".ndjson");
      try {
        copy(copy, wanted);
        try (InputStream in = Files.newInputStream(copy)) {
          return Recording.read(in, live.topics().observations().codec(), wanted, bad -> {});
        }
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("could not copy the observations to a temporary file: " + e.getMessage(), e);
    }
  }

  /** The newest baseline of each query and cohort. */
  public List<Baseline> baselines() {
    Map<List<Object>, Baseline> newest = new LinkedHashMap<>();
    TopicReader.readAll(
        live,
        live.topics().baselines(),
        b -> newest.put(List.of(b.group(), b.query(), b.cohort()), b));
    return new ArrayList<>(newest.values());
  }

  public List<ExceptionRule> exceptions() {
    Map<String, ExceptionRule> newest = new LinkedHashMap<>();
    TopicReader.readAll(
        live, live.topics().exceptions(), rule -> newest.put(rule.group() + "/" + rule.id(), rule));
    return new ArrayList<>(newest.values());
  }

  private void copy(Path file, Predicate<Observation> wanted) throws IOException {
    Codec<Observation> codec = live.topics().observations().codec();
    try (OutputStream out = Files.newOutputStream(file);
        BufferedOutputStream lines = new BufferedOutputStream(out)) {
      TopicReader.readAll(
          live,
          live.topics().observations(),
          observation -> {
            if (wanted.test(observation)) {
              write(lines, codec.encode(observation));
            }
          });
    }
  }

  private static void write(OutputStream out, byte[] line) {
    try {
      out.write(line);
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
