package io.diffy.standalone.replay;

import io.diffy.agent.osquery.HostNames;
import io.diffy.aws.S3Archive;
import io.diffy.aws.S3Sink;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.standalone.CommandFailure;
import io.diffy.standalone.Shell;
import io.diffy.standalone.cluster.ClusterOptions;
import io.diffy.standalone.plugin.PluginContexts;
import io.diffy.standalone.terminal.Progress;
import io.diffy.standalone.terminal.Terminal;
import io.diffy.standalone.view.TimeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which recorded observations are meant: where they lie, of what time, of what group. */
public final class InputOptions {
  private static final int BAD_LINES_SHOWN = 20;

  /** Of the hosts in osqueryd's log that name no group, where the command names none either. */
  private static final String UNNAMED_GROUP = "osqueryd";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--input",
      paramLabel = "FILE|FOLDER|s3://BUCKET/PREFIX|-",
      description =
          "An archive, or observations, one JSON object per line, or osqueryd's log; may be gzipped, and given"
              + " several times. Default: the observations topic.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Only this group's observations; hosts in osqueryd's log without an asg decoration are of it.")
  private String group = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Only what was collected then or later.")
  private String from = "";

  @Option(names = "--to", paramLabel = "TIME", description = "Only what was collected before.")
  private String to = "";

  @Option(
      names = "--archive-slack",
      paramLabel = "SPAN",
      description =
          "How long before or after its collection an answer may have come into an archive, for --from and --to."
              + " Default: 1d")
  private String slack = "";

  private int badLines;

  /** Whether there is something to read beside the topic. */
  public boolean given() {
    return inputs.stream().anyMatch(input -> !input.isEmpty());
  }

  /** Complains of what can't be understood, before anything is read. */
  public void check() {
    hours();
    if (inputs.stream().filter("-"::equals).count() > 1) {
      throw new ParameterException(command.commandLine(), "--input: - only once");
    }
  }

  /** Reads what is wanted of the inputs. */
  public Recording read(Shell shell, ClusterOptions cluster, Progress progress) {
    progress.step("reading " + String.join(", ", inputs));
    return read(inputs, hours(), wanted(), shell, cluster, progress);
  }

  /** Reads all of one file, whatever its group and time. */
  public Recording readAll(String file, Shell shell, ClusterOptions cluster, Progress progress) {
    progress.step("reading " + file);
    return read(List.of(file), HourRange.ALL, any -> true, shell, cluster, progress);
  }

  /** What counts, here or on the topic. */
  public Predicate<Observation> wanted() {
    HourRange time = hours();
    return o ->
        (group.isEmpty() || o.instance().group().equals(GroupKey.parse(group)))
            && time.from().map(t -> !o.collectedAt().isBefore(t)).orElse(true)
            && time.to().map(t -> o.collectedAt().isBefore(t)).orElse(true);
  }

  private Recording read(
      List<String> named,
      HourRange hours,
      Predicate<Observation> wanted,
      Shell shell,
      ClusterOptions cluster,
      Progress progress) {
    List<RecordedInput> found = new Inputs(hours, address -> s3(address, shell, cluster)).of(named);
    int[] opened = {0};
    return Recording.read(
        found,
        new ObservationCodec(),
        HostNames.byDecorations(group.isEmpty() ? UNNAMED_GROUP : group),
        wanted,
        input ->
            progress.detail(
                Terminal.safe(
                    "reading %,d of %,d: %s".formatted(++opened[0], found.size(), input.name()))),
        (name, bad) -> badLine(shell, name, bad));
  }

  /** With the settings of the sink that writes there. */
  private static S3Archive s3(String address, Shell shell, ClusterOptions cluster) {
    try {
      PluginContext context = PluginContexts.of(shell, cluster.data()).of(new S3Sink().info());
      return S3Archive.at(address, context);
    } catch (PluginFailure e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private void badLine(Shell shell, String name, String bad) {
    if (++badLines <= BAD_LINES_SHOWN) {
      shell.screen().note("diffy: " + Terminal.safe(name + ", " + bad));
    }
  }

  private HourRange hours() {
    return new HourRange(
        optional("--from", from, TimeText::moment),
        optional("--to", to, TimeText::moment),
        optional("--archive-slack", slack, TimeText::span).orElse(HourRange.USUAL_SLACK));
  }

  private <T> Optional<T> optional(String option, String text, Function<String, T> read) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(read.apply(text));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), option + ": " + e.getMessage());
    }
  }
}
