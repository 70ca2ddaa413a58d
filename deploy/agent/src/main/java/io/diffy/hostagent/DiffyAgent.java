package io.diffy.hostagent;

import io.diffy.agent.publish.DiskBuffer;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.agent.publish.ObservationPublisher.Limits;
import io.diffy.follow.LogCollector;
import io.diffy.follow.LogFiles;
import io.diffy.health.HealthOptions;
import io.diffy.health.ServiceHealth;
import io.diffy.host.HostOptions;
import io.diffy.program.Program;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.settings.KnownSettings;
import io.diffy.settings.OwnedFile;
import io.diffy.settings.Settings;
import io.diffy.terminal.LogLines;
import io.diffy.terminal.Progress;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Collects on a host and publishes: {@code diffy-agent}. */
@Command(
    name = "diffy-agent",
    description = {
      "Collect on this host and publish, until it is stopped: each query of the pack at its interval, or what osqueryd logs into FILE.",
      "SIGHUP reads settings and pack again; where they are wrong, it says so and goes on with the old ones."
    },
    mixinStandardHelpOptions = true,
    versionProvider = DiffyAgent.Version.class,
    footer = {
      "",
      "Exit codes: 0 stopped, or all of FILE published, 2 wrong usage or settings, 3 failure.",
      "Every option can also be set as DIFFY_<OPTION> in the environment or <option>=… in the --config file;",
      "properties of Kafka's producer as DIFFY_KAFKA_<PROPERTY> or kafka.<property>=…."
    })
public final class DiffyAgent implements Callable<Integer> {
  private static final int MIB = 1 << 20;
  private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

  @Mixin private HostOptions host;
  @Mixin private LogFiles logs;
  @Mixin private HealthOptions healthOptions;

  @Option(
      names = "--bootstrap-server",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Kafka to publish to.")
  private String bootstrapServer;

  @Option(
      names = "--topic-prefix",
      paramLabel = "NAME",
      defaultValue = Topics.DEFAULT_PREFIX,
      description = "First part of the topic's name. Default: ${DEFAULT-VALUE}")
  private String topicPrefix;

  @Option(
      names = "--buffer",
      paramLabel = "FOLDER",
      description =
          "Keep what Kafka does not take while it is away there, also over a restart. Default: nowhere.")
  private Path buffer;

  @Option(
      names = "--buffer-size",
      paramLabel = "MIB",
      defaultValue = "64",
      description =
          "What is kept may take that much; then the oldest goes, and is counted. Default: ${DEFAULT-VALUE}")
  private int bufferSize;

  @Option(
      names = "--check",
      description = "Read the settings and the pack, say what would be done, and end.")
  private boolean check;

  @Option(
      names = "--verbose",
      fallbackValue = "true",
      description = "Log more, and show where an error came from.")
  private boolean verbose;

  private final Screen screen;
  private final Settings settings;
  private final Reload reload;
  private final ServiceHealth health = new ServiceHealth();
  private final AgentMeters meters = new AgentMeters(health);

  private DiffyAgent(Screen screen, Settings settings, Reload reload) {
    this.screen = screen;
    this.settings = settings;
    this.reload = reload;
  }

  /** Runs until it is stopped, again after each reload, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Nothing here is written for a locale, and Kafka's clients break under a Turkish one.
    Locale.setDefault(Locale.ROOT);
    OnExit.endBy(Runtime.getRuntime()::halt);
    Map<String, String> environment = System.getenv();
    Screen process = Screen.ofProcess(environment);
    Screen screen = process.on(LogLines.over(process.out()), LogLines.over(process.err()));
    System.setErr(screen.err());
    quiet(List.of(arguments).contains("--verbose"));
    System.exit(run(environment, screen, arguments));
  }

  /** Runs until it is stopped; the exit code. */
  static int run(Map<String, String> environment, Screen screen, String... arguments) {
    String[] checked =
        Stream.concat(Stream.of("--check"), Stream.of(arguments)).toArray(String[]::new);
    Reload reload =
        new Reload(screen, () -> once(environment, screen.aside(), Reload.NONE, checked) == 0);
    reload.onHangUp();
    int code;
    do {
      code = once(environment, screen, reload, arguments);
    } while (reload.again());
    return code;
  }

  private static int once(
      Map<String, String> environment, Screen screen, Reload reload, String... arguments) {
    boolean asked = Stream.of(arguments).anyMatch(HELP::contains);
    DiffyAgent[] agent = new DiffyAgent[1];
    return new Program(screen, Program.Failures.NONE, () -> agent[0].verbose)
        .run(
            environment,
            settings -> {
              agent[0] = new DiffyAgent(screen, settings, reload);
              CommandLine commands = new CommandLine(agent[0]);
              if (!asked) {
                // Before an option is missed that was only written in another way.
                new KnownSettings(commands, List::of).require(settings);
              }
              return commands;
            },
            settings -> parsed -> {},
            arguments);
  }

  /** Before the first logger exists. What a person must know is said by the program itself. */
  private static void quiet(boolean verbose) {
    Map<String, String> log = new TreeMap<>();
    log.put("defaultLogLevel", verbose ? "info" : "warn");
    log.put("log.org.apache.kafka", verbose ? "warn" : "off");
    log.put("showThreadName", "false");
    log.put("showShortLogName", "true");
    log.forEach((key, value) -> System.setProperty("org.slf4j.simpleLogger." + key, value));
  }

  @Override
  public Integer call() {
    UsageError.parse("--topic-prefix", topicPrefix, Topics::requirePrefix);
    if (bufferSize < 1) {
      throw new UsageError("--buffer-size: a number of MiB from 1 up");
    }
    if (logs.chosen()) {
      logs.require(screen);
      LogCollector.Terms terms = logs.terms(host.group(), host.pack(), screen);
      return check ? 0 : healthOptions.during(health, meters::text, () -> publish(terms));
    }
    HostOptions.Collection collection = host.collection(screen);
    if (check) {
      screen.say("%s, to %s.", collection, bootstrapServer);
      return 0;
    }
    return healthOptions.during(health, meters::text, () -> collect(collection));
  }

  private int publish(LogCollector.Terms terms) {
    try (Progress progress = new Progress(screen)) {
      boolean right =
          logs.publish(
              terms,
              publisher(),
              bootstrapServer,
              screen,
              Clock.systemUTC(),
              progress,
              this::running);
      return right ? 0 : Program.FAILURE;
    }
  }

  private int collect(HostOptions.Collection collection) {
    collection.run(publisher(), bootstrapServer, screen, Clock.systemUTC(), this::running);
    return 0;
  }

  private void running(AutoCloseable work) {
    health.started();
    reload.running(work);
  }

  private ObservationPublisher publisher() {
    Map<String, String> kafka = new TreeMap<>(settings.kafka());
    kafka.put("bootstrap.servers", bootstrapServer);
    // Nobody asks this process over JMX, and what Kafka's client counts is sent nowhere.
    kafka.putIfAbsent("metric.reporters", "");
    kafka.putIfAbsent("enable.metrics.push", "false");
    // Java's own: another would bring a library and its memory outside of Java's.
    kafka.putIfAbsent("compression.type", "gzip");
    if (buffer != null) {
      OwnedFile.demand("the --buffer " + buffer, buffer, false);
    }
    try {
      Optional<DiskBuffer> disk =
          buffer == null
              ? Optional.empty()
              : Optional.of(new DiskBuffer(buffer, (long) bufferSize * MIB));
      return meters.of(
          ObservationPublisher.open(kafka, new Topics(topicPrefix, 0), Limits.SMALL, disk));
    } catch (IOException e) {
      throw new CommandFailure("can't use the --buffer " + buffer + ": " + e, e);
    } catch (KafkaException e) {
      throw new CommandFailure(
          "can't publish to %s: %s"
              .formatted(bootstrapServer, (e.getCause() == null ? e : e.getCause()).getMessage()),
          e);
    }
  }

  /** What the jar's manifest says, and what runs it. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return Program.version("diffy-agent", DiffyAgent.class);
    }
  }
}
