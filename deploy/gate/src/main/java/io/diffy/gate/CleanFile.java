package io.diffy.gate;

import io.diffy.agent.osquery.HostNames;
import io.diffy.baseline.BaselineMaker;
import io.diffy.ondemand.WholeAnswers;
import io.diffy.replay.Recording;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.service.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Observations of clean instances in a file, such as one that a pipeline keeps. */
public final class CleanFile {
  private CleanFile() {}

  /**
   * Its baselines.
   *
   * @param unnamed the group of hosts in osqueryd's log that name none
   * @param badLine is told of each line that is no observation
   */
  public static List<Baseline> baselines(Path file, String unnamed, Consumer<String> badLine) {
    Map<GroupKey, WholeAnswers> byGroup = new TreeMap<>();
    try (InputStream in = Files.newInputStream(file);
        Recording clean =
            Recording.read(
                in,
                new ObservationCodec(),
                HostNames.byDecorations(unnamed),
                any -> true,
                badLine)) {
      clean.forEach(
          o -> byGroup.computeIfAbsent(o.instance().group(), g -> new WholeAnswers()).add(o));
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + file, e);
    } catch (IOException e) {
      throw new CommandFailure("can't read " + file + ": " + e.getMessage(), e);
    }
    List<Baseline> baselines = new ArrayList<>();
    byGroup.forEach(
        (group, answers) ->
            baselines.addAll(
                new BaselineMaker(group, "gate", file.getFileName().toString())
                    .make(answers.newest())));
    return baselines;
  }
}
