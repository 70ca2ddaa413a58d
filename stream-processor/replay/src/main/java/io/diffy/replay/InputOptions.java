package io.diffy.replay;

import io.diffy.aws.S3Archive;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.KnownGroups;
import io.diffy.input.InputTally;
import io.diffy.osquerylog.HostNames;
import io.diffy.plugin.Dataset;
import io.diffy.schemas.Control;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.settings.judging.TrustSettings;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which recorded observations are meant: where they lie, of what time, of what group. */
public final class InputOptions {
  /** Of the hosts in osqueryd's log that name no group, where the command names none either. */
  private static final String UNNAMED_GROUP = "osqueryd";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|FOLDER|s3://BUCKET/PREFIX|-",
      description =
          "osqueryd's logs as they are, observations, one JSON object per line, or an archive; plain or gzipped,"
              + " in any order. Default: the observations topic.")
  private List<String> files = List.of();

  @Option(
      names = "--input",
      paramLabel = "FILE|FOLDER|s3://BUCKET/PREFIX|-",
      description = "The same, for scripts and settings; may be given several times.")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description =
          "Only this group's observations; hosts in osqueryd's log without an asg decoration are of it.")
  private String group = "";

  @Mixin private WindowOptions times;

  private final InputTally tally = new InputTally();
  private final InputTally besides = new InputTally();
  private Optional<GroupKey> meant = Optional.empty();
  private boolean leftAlone;

  /** Whether there is something to read beside the topic. */
  public boolean given() {
    return Stream.concat(inputs.stream(), files.stream()).anyMatch(input -> !input.isEmpty());
  }

  /**
   * Complains of what can't be understood, before anything is read.
   *
   * @param now what is relative counts from there, until it is known where files end
   */
  public void check(Instant now) {
    inputs.addAll(files);
    times.countFrom(now);
    times.check();
    if (inputs.stream().filter("-"::equals).count() > 1) {
      throw new ParameterException(command.commandLine(), "--input: - only once");
    }
  }

  /** The time it is about. */
  public ReplayWindow window() {
    return times.window();
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
   * @param pack whose queries are meant by the names in osqueryd's log
   * @param sightings is told of all answers of the group, those after the window too
   */
  public Recording read(
      LastSeen sightings,
      Pack pack,
      CommandContext shell,
      ClusterOptions cluster,
      Progress progress) {
    progress.step("reading " + String.join(", ", inputs));
    Set<GroupKey> groups = new TreeSet<>();
    BiPredicate<Observation, Instant> wanted =
        (observation, appended) -> {
          GroupKey of = observation.instance().group();
          groups.add(of);
          if (!group.isEmpty() && !of.isNamed(group)) {
            return false;
          }
          sightings.add(observation, appended);
          return true;
        };
    HourRange hours = isRelativeToFiles() ? HourRange.ALL : times.hours();
    Recording recording = read(inputs, hours, pack, wanted, tally, shell, cluster, progress);
    recording.schedules().forEach(sightings::scheduled);
    recording.carried().forEach(sightings::carried);
    leftAlone = recording.carried().isLeftAlone();
    if (isRelativeToFiles()) {
      sightings.end().ifPresent(times::countFrom);
      times.check();
    }
    recording.keep(window());
    if (!groups.isEmpty()) {
      among(groups, shell.screen());
    }
    return recording;
  }

  /** An archive in S3 goes on while it is read, as a topic does; files end. */
  private boolean isRelativeToFiles() {
    return times.isRelative() && given() && inputs.stream().noneMatch(S3Archive::isMeant);
  }

  /** What became of the lines of the inputs. */
  public InputTally tally() {
    return tally;
  }

  /** Whether something is lost, of the observations or of what archives hold beside them. */
  public boolean isDamaged() {
    return tally.isDamaged() || besides.isDamaged();
  }

  /** Whether so much is lost that "nothing found" would say too much. */
  public boolean isLossy() {
    return leftAlone || isDamaged() || tally.isMostlyUnread() || besides.isMostlyUnread();
  }

  /** What to know of how the inputs were read, the first things first. */
  public List<String> remarks(Recording recording) {
    List<String> remarks = new ArrayList<>(tally.remarks());
    remarks.addAll(besides.remarks());
    remarks.addAll(recording.schedules().remarks());
    remarks.addAll(recording.carried().remarks());
    return remarks;
  }

  /** The time that is reported, as it was understood; empty where all is. */
  public Optional<String> meant() {
    if (!window().isBounded()) {
      return Optional.empty();
    }
    String relative =
        isRelativeToFiles() ? "; relative to the end of what was read" : "; relative to now";
    return Optional.of("answers " + window() + (times.isRelative() ? relative : ""));
  }

  /**
   * Reads what the archives among the inputs hold beside observations.
   *
   * @param withBaselines false when others are given
   */
  public ArchivedSideInputs aside(
      boolean withBaselines, CommandContext shell, ClusterOptions cluster, Progress progress) {
    progress.step("reading baselines, exceptions and rounds of " + String.join(", ", inputs));
    HourRange hours = times.hours();
    return ArchivedSideInputs.read(
        dataset ->
            new Inputs(
                    dataset == Dataset.CONTROL ? hours : hours.fromTheBeginning(),
                    address -> S3Inputs.archive(address, shell, cluster),
                    leftOut -> {})
                .besides(inputs, dataset),
        window(),
        withBaselines,
        this::concerns,
        TrustSettings.of(shell.settings()),
        besides);
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

  /**
   * Reads all of one file, whatever its group and time; nothing of it may be lost.
   *
   * @param pack whose queries are meant by the names in osqueryd's log
   */
  public Recording readAll(
      String file, Pack pack, CommandContext shell, ClusterOptions cluster, Progress progress) {
    progress.step("reading " + file);
    InputTally own = new InputTally();
    Recording recording =
        read(List.of(file), HourRange.ALL, pack, (any, at) -> true, own, shell, cluster, progress);
    own.requireWhole(shell.screen());
    return recording;
  }

  private Recording read(
      List<String> named,
      HourRange hours,
      Pack pack,
      BiPredicate<Observation, Instant> wanted,
      InputTally lines,
      CommandContext shell,
      ClusterOptions cluster,
      Progress progress) {
    List<RecordedInput> found =
        new Inputs(
                hours, address -> S3Inputs.archive(address, shell, cluster), shell.screen()::note)
            .of(named);
    int[] opened = {0};
    return Recording.read(
        new ObservationCodec(),
        found,
        new LineTerms(
            HostNames.byDecorations(group.isEmpty() ? UNNAMED_GROUP : group), pack, wanted, false),
        input ->
            progress.detail(
                Terminal.safe(
                    "reading %,d of %,d: %s".formatted(++opened[0], found.size(), input.name()))),
        lines);
  }
}
