package io.diffy.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.publish.AgentMetrics;
import io.diffy.agent.publish.ObservationPublisher;
import io.diffy.baseline.BaselineChecks;
import io.diffy.baseline.BaselineKeeper;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.MadeTopics;
import io.diffy.cluster.TopicReader;
import io.diffy.continuous.EndlessFleet.Event;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.registry.SavedRun;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.PackReader;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.CommandContext;
import io.diffy.service.RegisteredBean;
import io.diffy.settings.Settings;
import io.diffy.terminal.Screen;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collectors on a real broker: who collects what, and what comes of it. */
final class GroupCollectorTest {
  private static final List<String> GROUPS =
      IntStream.rangeClosed(1, 12).mapToObj(i -> "web-%02d".formatted(i)).toList();
  private static final ObservationPublisher.Limits ROOM = ObservationPublisher.Limits.DEFAULT;
  private static final int AT_ONCE = 3;

  private static EmbeddedBroker broker;

  @TempDir private Path folder;

  private final List<Running> started = new ArrayList<>();
  private Cluster cluster;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.temporary();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void topicsAndAFleet() throws IOException {
    EndlessFleet.install(folder.resolve("plugins"));
    Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    MadeTopics.on(kafka, new Topics(prefix(), 2));
    cluster = Cluster.given(kafka, prefix());
  }

  @AfterEach
  void stop() {
    started.forEach(running -> running.collector.close());
  }

  /** Each test has topics of its own. */
  private String prefix() {
    return folder.getFileName().toString();
  }

  @Test
  void twoShareTheGroupsAndOneTakesOverWhenTheOtherIsClosed() throws Exception {
    Running anna = start("anna", "", GROUPS, 1, Clock.systemUTC(), sent -> false);
    await("anna collects all", () -> groupsOf("anna", 0).size() == GROUPS.size());

    Running bert = start("bert", "", GROUPS, 1, Clock.systemUTC(), sent -> false);
    await("bert collects some", () -> !groupsOf("bert", 0).isEmpty());
    int shared = EndlessFleet.events().size();
    await(
        "both together collect all",
        () -> {
          Set<String> both = new HashSet<>(groupsOf("anna", shared));
          both.addAll(groupsOf("bert", shared));
          return both.size() == GROUPS.size();
        });
    assertFalse(groupsOf("anna", shared).isEmpty());

    anna.collector.close();
    int left = EndlessFleet.events().size();
    await("bert collects all", () -> groupsOf("bert", left).size() == GROUPS.size());
    assertTrue(groupsOf("anna", left).isEmpty());
    bert.collector.close();

    assertNeverTwoAtOnce(EndlessFleet.events());
    List<String> runs =
        EndlessFleet.events().stream().filter(Event::begins).map(Event::runId).toList();
    assertEquals(runs.size(), Set.copyOf(runs).size(), "no run was sent twice");
    assertPublished();
    assertEquals(0, anna.metrics.counter("diffy.collector.lost", "group", "web-01").count());
    assertTrue(anna.metrics.counter("diffy.collector.runs", "group", "web-01").count() >= 1);
  }

  @Test
  void aRunThatIsStoppedGoesOnUnderItsIdAfterARestart() throws Exception {
    Instant due = Timetable.after("web-01", 3600, Instant.now());
    SetClock clock = new SetClock(due.minusSeconds(60));

    Running slow = start("carl", "slow", List.of("web-01"), 3600, clock, sent -> false);
    await("the group is carl's", () -> slow.lines.contains("Collecting 1 of 1 groups: web-01"));
    clock.now = due.plusSeconds(1);
    await("the run began", () -> EndlessFleet.events().size() == 1);
    slow.collector.close();
    assertEquals(2, EndlessFleet.events().size(), "the plugin was told to stop, and did");
    assertTrue(observations().isEmpty(), "that the run was stopped says nothing about the hosts");

    start("carl", "", List.of("web-01"), 3600, clock, sent -> false);
    await("it goes on", () -> EndlessFleet.events().size() == 4);
    await("its answers are there", () -> observations().size() == 2);
    assertEquals(1, EndlessFleet.events().stream().map(Event::runId).distinct().count());
    await("nothing is left to go on with", () -> isEmpty(folder.resolve("carl/runs")));
  }

  @Test
  void whileThePublisherIsFullNoRunBeginsAndItIsCounted() throws Exception {
    Running full = start("dora", "", List.of("web-01"), 1, Clock.systemUTC(), sent -> true);

    await("runs are skipped", () -> full.count("runs.skipped") >= 2);

    assertTrue(full.count("runs.held.back") >= 2);
    assertEquals(0, full.count("runs"));
    assertTrue(EndlessFleet.events().isEmpty());
  }

  @Test
  void theNumbersOfAGroupAreOnJmx() throws Exception {
    Running emil = start("emil", "", List.of("web-01"), 1, Clock.systemUTC(), sent -> false);
    ObjectName name = new ObjectName("io.diffy.collector:type=group,group=\"web-01\"");
    MBeanServer shown = ManagementFactory.getPlatformMBeanServer();
    RegisteredBean bean = GroupMBean.register(emil.metrics, "web-01");
    await("a run", () -> emil.count("runs") >= 1);
    emil.collector.close();
    double runs = emil.count("runs");
    assertEquals(runs, shown.getAttribute(name, "runs"));
    assertEquals(2 * runs, shown.getAttribute(name, "asked"));
    assertEquals(runs, shown.getAttribute(name, "answers.success"));
    assertEquals(runs, shown.getAttribute(name, "answers.agent_offline"));
    assertEquals(runs, shown.getAttribute(name, "run.count"));
    assertTrue((Double) shown.getAttribute(name, "last.success.seconds") > 0);
    bean.close();
    assertFalse(ManagementFactory.getPlatformMBeanServer().isRegistered(name));
  }

  @Test
  void theBaselineOfADeployIsTakenOnceAndNotAgainAfterARestart() throws Exception {
    Running first = start("fred", "", GROUPS.subList(0, 2), 3600, Clock.systemUTC(), sent -> false);
    await("the baseline is there", () -> baselines().size() == 1);
    first.collector.close();
    Running second =
        start("fred", "", GROUPS.subList(0, 2), 3600, Clock.systemUTC(), sent -> false);
    int looks = EndlessFleet.Deploys.looks();
    await("it looks again", () -> EndlessFleet.Deploys.looks() >= looks + 4);
    second.collector.close();

    Baseline only = baselines().get(0);
    assertEquals(1, baselines().size());
    assertEquals("web-01", only.group().toString());
    assertEquals("inventory:endless", only.source());
    assertEquals("8", only.cohort().launchVersion());
    assertEquals(
        List.of("i-1"),
        only.answers().stream().map(answer -> answer.instance().instanceId()).toList());
  }

  /** Stands still until it is set. */
  private static final class SetClock extends Clock {
    private volatile Instant now;

    SetClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static final class Running {
    private final GroupCollector collector;
    private final SimpleMeterRegistry metrics;
    private final List<String> lines;

    Running(GroupCollector collector, SimpleMeterRegistry metrics, List<String> lines) {
      this.collector = collector;
      this.metrics = metrics;
      this.lines = lines;
    }

    double count(String counter) {
      return metrics.counter("diffy.collector." + counter, "group", "web-01").count();
    }
  }

  private Running start(
      String who,
      String mode,
      List<String> groups,
      int interval,
      Clock clock,
      Predicate<AgentMetrics> full)
      throws IOException {
    PrintStream lines = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    Settings settings =
        Settings.read(
            Map.of("DIFFY_PLUGIN_ENDLESS_WHO", who, "DIFFY_PLUGIN_ENDLESS_MODE", mode),
            Optional.empty());
    CommandContext shell =
        new CommandContext(Screen.plain(lines, lines), settings, clock, EmbeddedBroker.STARTER);
    Path data = folder.resolve(who);
    ObservationPublisher publisher =
        ObservationPublisher.open(cluster.kafka(), cluster.topics(), ROOM);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    GroupMetrics metrics = new GroupMetrics(meters, clock, groups);
    List<PluginRegistry> plugins =
        IntStream.range(0, AT_ONCE)
            .mapToObj(i -> PluginRegistry.load(Optional.of(folder.resolve("plugins"))))
            .toList();
    RunWorkers workers =
        new RunWorkers(
            plugins,
            PluginContexts.of(shell, data),
            publisher,
            clock,
            new UnfinishedRuns(Files.createDirectories(data.resolve("runs"))),
            new BaselineKeeper(
                cluster,
                "tests",
                new SavedRun(List.of(), PluginContexts.of(shell, data), shell),
                Screen.plain(lines, lines),
                BaselineChecks.unattended(clock, pack(interval))),
            new GroupRunLog(metrics, line -> {}));
    List<String> told = new CopyOnWriteArrayList<>();
    GroupCollector collector =
        new GroupCollector(
            new GroupCollector.Terms(
                groups.stream().map(GroupCollectorTest::plan).toList(),
                pack(interval),
                prefix() + "-collectors",
                full,
                Duration.ofSeconds(30),
                ROOM.closeTimeout()),
            cluster,
            workers,
            publisher,
            inventory(who, PluginContexts.of(shell, data)),
            clock,
            metrics,
            told::add);
    Thread thread = new Thread(collector::run, who);
    thread.setDaemon(true);
    thread.start();
    Running running = new Running(collector, meters, told);
    started.add(running);
    return running;
  }

  /** Only fred looks for deploys. */
  private Optional<Inventory> inventory(String who, PluginContexts contexts) {
    Inventory.Terms terms = new Inventory.Terms(Duration.ofMillis(300), Duration.ofDays(1), 1);
    return who.equals("fred")
        ? Optional.of(new Inventory(new EndlessFleet.Deploys(), contexts, cluster, terms))
        : Optional.empty();
  }

  private List<Baseline> baselines() {
    List<Baseline> all = new ArrayList<>();
    TopicReader.readAll(cluster, cluster.topics().baselines(), all::add);
    return all;
  }

  private static GroupPlan plan(String key) {
    return new GroupPlan(key, "", "", "endless", "endless", "endless", Duration.ofMinutes(1));
  }

  private Pack pack(int interval) throws IOException {
    String text = "{\"queries\": {\"crontab\": {\"query\": \"select 1\", \"interval\": %d}}}";
    Path file = Files.writeString(folder.resolve("test.conf"), text.formatted(interval));
    return PackReader.readOne(file);
  }

  private static Set<String> groupsOf(String who, int from) {
    List<Event> events = EndlessFleet.events();
    return events.subList(from, events.size()).stream()
        .filter(event -> event.begins() && event.who().equals(who))
        .map(Event::group)
        .collect(Collectors.toSet());
  }

  private static void assertNeverTwoAtOnce(List<Event> events) {
    Set<String> busy = new HashSet<>();
    for (Event event : events) {
      boolean right = event.begins() ? busy.add(event.group()) : busy.remove(event.group());
      assertTrue(right, () -> event + " in " + events);
      assertTrue(busy.size() <= 2 * AT_ONCE, busy::toString);
    }
  }

  private void assertPublished() {
    List<Observation> published = observations();
    assertEquals(
        Set.copyOf(GROUPS),
        published.stream().map(o -> o.instance().asg()).collect(Collectors.toSet()));
    for (Observation answer : published) {
      boolean offline = answer.instance().instanceId().equals("i-2");
      assertEquals(1, answer.intervalSeconds());
      assertEquals(offline ? Coverage.ERROR : Coverage.OK, answer.coverage());
      assertEquals(offline ? "agent offline: not heard of for an hour" : "", answer.error());
    }
  }

  private List<Observation> observations() {
    List<Observation> all = new ArrayList<>();
    TopicReader.readAll(cluster, cluster.topics().observations(), all::add);
    return all;
  }

  private static boolean isEmpty(Path runs) {
    String[] files = runs.toFile().list();
    return files != null && files.length == 0;
  }

  private static void await(String what, BooleanSupplier done) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> what + ": " + EndlessFleet.events());
      Thread.sleep(50);
    }
  }
}
