package io.diffy.replay;

import io.diffy.agent.osquery.HostNames;
import io.diffy.aws.S3Archive;
import io.diffy.aws.S3Sink;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.KnownGroups;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.registry.PluginContexts;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.settings.TrustSettings;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Terminal;
import io.diffy.view.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which recorded observations are meant: where they lie, of what time, of what group. */
public final class InputOptions {
  private static final int BAD_LINES_SHOWN = 20;

  /** What the observations topic keeps. */
  private static final Duration ARCHIVE_WARM_UP = Duration.ofDays(7);

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
      description =
          "Report what was evaluated then or later, and what was open then. What came before is judged too: see"
              + " --warm-up.")
  private String from = "";

  @Option(names = "--to", paramLabel = "TIME", description = "Report what was evaluated before.")
  private String to = "";

  @Option(
      names = "--warm-up",
      paramLabel = "SPAN",
      description =
          "How much before --from is judged, so that it is known there what was known then."
              + " Default: all that the topic or a file holds; of an archive 7d")
  private String warmUp = "";

  @Option(
      names = "--archive-slack",
      paramLabel = "SPAN",
      description =
          "How much more of an archive to read before the warm-up and after --to, where it is seen who is gone"
              + " since. Default: 1d")
  private String slack = "";

  private int badLines;
  private Optional<GroupKey> meant = Optional.empty();

  /** Whether there is something to read beside the topic. */
  public boolean given() {
    return inputs.stream().anyMatch(input -> !input.isEmpty());
  }

  /** Complains of what can't be understood, before anything is read. */
  public void check() {
    hours();
    ReplayWindow window = window();
    if (window.warmUp().isPresent() && window.from().isEmpty()) {
      throw new ParameterException(command.commandLine(), "--warm-up: of what? Say --from too");
    }
    if (window
        .from()
        .flatMap(start -> window.to().map(end -> !start.isBefore(end)))
        .orElse(false)) {
      throw new ParameterException(command.commandLine(), "--from must lie before --to");
    }
    if (inputs.stream().filter("-"::equals).count() > 1) {
      throw new ParameterException(command.commandLine(), "--input: - only once");
    }
  }

  /** The time it is about. */
  public ReplayWindow window() {
    return new ReplayWindow(
        optional("--from", from, TimeText::moment),
        optional("--to", to, TimeText::moment),
        optional("--warm-up", warmUp, TimeText::span));
  }

  /** The one group it is about; empty for all. */
  public Optional<GroupKey> group() {
    return group.isEmpty() ? Optional.empty() : meant.or(() -> Optional.of(GroupKey.parse(group)));
  }

  /**
   * Finds the group that is meant.
   *
   * @param known those there are
   */
  public void among(KnownGroups known, Screen screen) {
    meant =
        Optional.of(group).filter(name -> !name.isEmpty()).map(name -> known.find(name, screen));
  }

  /** The same of those that were read, when what their names fit was taken. */
  private void among(Set<GroupKey> read, Screen screen) {
    KnownGroups known = KnownGroups.only(read);
    among(known, screen);
    if (meant.isPresent() && known.fitting(group).size() > 1) {
      throw new CommandFailure(
          "\"%s\" is the name of %s; give the observations of one group in a file of their own"
              .formatted(
                  group,
                  Phrases.some(known.fitting(group).stream().map(GroupKey::toString).toList(), 5)));
    }
  }

  /**
   * Reads what is wanted of the inputs.
   *
   * @param sightings is told of all answers of the group, those after the window too
   */
  public Recording read(
      LastSeen sightings, CommandContext shell, ClusterOptions cluster, Progress progress) {
    progress.step("reading " + String.join(", ", inputs));
    ReplayWindow window = window();
    Set<GroupKey> groups = new TreeSet<>();
    BiPredicate<Observation, Instant> wanted =
        (observation, appended) -> {
          GroupKey of = observation.instance().group();
          groups.add(of);
          if (!group.isEmpty() && !of.isNamed(group)) {
            return false;
          }
          sightings.add(observation, appended);
          return window.judges(appended);
        };
    Recording recording = read(inputs, hours(), wanted, shell, cluster, progress);
    if (!groups.isEmpty()) {
      among(groups, shell.screen());
    }
    return recording;
  }

  /**
   * Reads what the archives among the inputs hold beside observations.
   *
   * @param withBaselines false when others are given
   */
  public ArchivedSideInputs aside(
      boolean withBaselines, CommandContext shell, ClusterOptions cluster, Progress progress) {
    progress.step("reading baselines, exceptions and rounds of " + String.join(", ", inputs));
    HourRange hours = hours();
    return ArchivedSideInputs.read(
        dataset ->
            new Inputs(
                    dataset == Dataset.CONTROL ? hours : hours.fromTheBeginning(),
                    address -> s3(address, shell, cluster))
                .besides(inputs, dataset),
        window(),
        withBaselines,
        this::concerns,
        TrustSettings.of(shell.settings()),
        (name, bad) -> badLine(shell, name, bad));
  }

  /** Ticks move the time of all groups that lie together. */
  private boolean concerns(Control control) {
    return !(control instanceof Control.Round round)
        || group().map(round.group()::equals).orElse(true);
  }

  /** Reads what is wanted of the topic. */
  public Recording read(LastSeen sightings, TopicRange topic) {
    return topic.record(window(), group(), sightings);
  }

  /** Reads the rounds and ticks that are wanted of the topic. */
  public SideInputs control(TopicRange topic) {
    return topic.control(window(), this::concerns);
  }

  /**
   * The time that what was read reaches for certain; empty when nothing came after it, or the
   * window is not over.
   *
   * @param now what the broker's clock says
   */
  public Optional<Instant> until(LastSeen sightings, Instant now) {
    ReplayWindow window = window();
    boolean over = given() ? sightings.reach(window.end()) : !now.isBefore(window.end());
    return window.to().isPresent() && over ? Optional.of(window.end()) : Optional.empty();
  }

  /** Reads all of one file, whatever its group and time. */
  public Recording readAll(
      String file, CommandContext shell, ClusterOptions cluster, Progress progress) {
    progress.step("reading " + file);
    return read(List.of(file), HourRange.ALL, (any, appended) -> true, shell, cluster, progress);
  }

  private Recording read(
      List<String> named,
      HourRange hours,
      BiPredicate<Observation, Instant> wanted,
      CommandContext shell,
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
  private static S3Archive s3(String address, CommandContext shell, ClusterOptions cluster) {
    try {
      PluginContext context = PluginContexts.of(shell, cluster.data()).of(new S3Sink().info());
      return S3Archive.at(address, context);
    } catch (PluginFailure e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private void badLine(CommandContext shell, String name, String bad) {
    if (++badLines <= BAD_LINES_SHOWN) {
      shell.screen().note("diffy: " + Terminal.safe(name + ", " + bad));
    }
  }

  private HourRange hours() {
    ReplayWindow window = window();
    Duration before = window.warmUp().orElse(ARCHIVE_WARM_UP);
    return new HourRange(
        window.from().map(time -> time.minus(before)),
        window.to(),
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
