package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.cluster;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanListeners;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.RecordWriter;
import io.diffy.cluster.TopicReader;
import io.diffy.console.http.Listening;
import io.diffy.console.state.LocalCopy;
import io.diffy.continuous.GroupOnDemand;
import io.diffy.ondemand.GroupPlugins;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginContexts;
import io.diffy.schemas.Control;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.service.CommandContext;
import io.diffy.service.Waiting;
import io.diffy.settings.Settings;
import io.diffy.terminal.Screen;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever owns a group has it asked and judged now. */
@ExtendWith(ConsoleBroker.class)
final class AnalysesTest {
  private static final String BODY = "{\"group\":\"web-prod\",\"incident_id\":\"INC-7\"}";

  @TempDir static Path folder;

  /** What is never run. */
  private record Nothing() implements Payload {
    @Override
    public String script() {
      return "true";
    }

    @Override
    public List<String> queries() {
      return List.of("listening_ports");
    }

    @Override
    public List<Observation> read(Instance instance, byte[] output, Instant at) {
      return List.of();
    }
  }

  /** A group of two hosts: one answers when it may, the other is gone. */
  record Fleet(CountDownLatch may, boolean answers)
      implements TargetPlugin, PayloadPlugin, CollectionPlugin {
    @Override
    public PluginInfo info() {
      return new PluginInfo(PluginKind.TARGET, "fleet", "a fleet", "1", "us", "two", Set.of());
    }

    @Override
    public List<Target> find(TargetPlugin.Query query, PluginContext context) {
      return List.of(Target.of(instance(1), ""), Target.of(instance(2), ""));
    }

    @Override
    public Payload make(PayloadPlugin.Order order, PluginContext context) {
      return new Nothing();
    }

    @Override
    public List<InstanceResult> collect(
        CollectionPlugin.Order order, Listener listener, PluginContext context) {
      listener.progress(1, 2);
      while (!Waiting.done(may, Duration.ofMillis(20))) {
        if (context.stop().asked()) {
          return List.of();
        }
      }
      if (!answers) {
        return order.targets().stream()
            .map(one -> InstanceResult.without(one, InstanceOutcome.AGENT_OFFLINE, "off"))
            .toList();
      }
      Target first = order.targets().get(0);
      return List.of(
          new InstanceResult(
              first,
              InstanceOutcome.SUCCESS,
              "",
              List.of(cleanListeners(instance(1), Instant.now())),
              9,
              Duration.ZERO),
          InstanceResult.without(order.targets().get(1), InstanceOutcome.DEADLINE, "no word"));
    }

    @Override
    public List<String> plan(CollectionPlugin.Order order, PluginContext context) {
      return List.of();
    }
  }

  private static Console console(Fleet fleet) {
    return console(fleet, folder);
  }

  static Console console(Fleet fleet, Path folder) {
    PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), true);
    CommandContext context =
        new CommandContext(
            Screen.plain(nobody, nobody),
            Settings.read(Map.of(), Optional.empty()),
            Clock.systemUTC(),
            EmbeddedBroker.STARTER);
    GroupOnDemand group =
        new GroupOnDemand(
            new TargetPlugin.Query("web-prod", WEB_PROD.account(), WEB_PROD.region()),
            Duration.ofMinutes(1),
            new GroupPlugins(fleet, fleet, fleet, PluginContexts.of(context, folder)),
            TriagePack.load());
    Listening here =
        new Listening("127.0.0.1", 0, Optional.empty(), false, Set.of(), Optional.empty());
    Console console =
        Console.start(
            cluster,
            here,
            Duration.ofDays(3_650),
            List.of(group),
            LocalCopy.temporary(),
            Clock.systemUTC());
    Waiting.until(console::ready, Duration.ofSeconds(20), "waiting for the console");
    return console;
  }

  private static JsonNode task(Console console, String id) {
    HttpResponse<String> answer = Asked.get(console, "/v1/tasks/" + id).answer();
    assertEquals(List.of(), OperationsTest.errors(EveryOperation.byId().get("task"), answer));
    return Asked.tree(answer.body());
  }

  private static void await(Console console, String id, String state) {
    assertTrue(
        Waiting.until(
            () -> task(console, id).at("/task/state").asText().equals(state),
            Duration.ofSeconds(20),
            "waiting for " + state),
        () -> task(console, id).toString());
  }

  @Test
  void aGroupIsAskedAnsweredAndJudged() {
    CountDownLatch may = new CountDownLatch(1);
    try (Console console = console(new Fleet(may, true));
        TopicReader<Control> rounds = TopicReader.fromEnd(cluster, cluster.topics().control())) {
      HttpResponse<String> started = Asked.post(console, "/v1/analysis", BODY).answer();
      assertEquals(
          List.of(), OperationsTest.errors(EveryOperation.byId().get("startAnalysis"), started));
      String id = Asked.tree(started.body()).path("id").asText();
      assertEquals("/v1/tasks/" + id, started.headers().firstValue("Location").orElse(""));
      await(console, id, "asked");
      JsonNode asked = task(console, id).path("task");
      assertEquals("INC-7", asked.path("incident_id").asText());
      assertTrue(asked.path("deadline").asText().startsWith("20"));

      may.countDown();
      await(console, id, "answered");
      assertEquals(
          "deadline: no word", task(console, id).at("/task/not_answered/0/reason").asText());
      Control.Round round = judged(rounds);
      assertEquals(List.of(instance(1).instanceId(), instance(2).instanceId()), round.expected());
      await(console, id, "judged");
      JsonNode judged = task(console, id);
      assertEquals("accused", judged.at("/task/verdict").asText());
      assertTrue(judged.path("findings").findValuesAsText("uid").contains(BIND_SHELL.uid()));
      assertEquals(1, Asked.get(console, "/v1/tasks?group=web-prod").json().path("total").asInt());
      assertTrue(ReplaysTest.isAudited(id, "incident INC-7"));
    }
  }

  /** What a processor does, which does not run here: it judges the round that was announced. */
  static Control.Round judged(TopicReader<Control> rounds) {
    Control.Round round = null;
    while (round == null) {
      for (Control control : rounds.poll(Duration.ofMillis(200))) {
        round = control instanceof Control.Round found ? found : round;
      }
    }
    try (RecordWriter writer = new RecordWriter(cluster)) {
      for (String query : round.queries()) {
        writer.write(ConsoleBroker.evaluation(query, List.of(BIND_SHELL.uid()), round.roundId()));
      }
      writer.flush();
    }
    return round;
  }

  @Test
  void whereNobodyAnswersEachIsNamedWithItsReason() {
    try (Console console = console(new Fleet(new CountDownLatch(0), false))) {
      String id = Asked.post(console, "/v1/analysis", BODY).json().path("id").asText();
      await(console, id, "failed");
      JsonNode task = task(console, id).path("task");
      assertEquals("none of the 2 instances answered", task.path("why").asText());
      assertEquals(2, task.path("not_answered").size());
    }
  }

  @Test
  void fourAreUnderWayAtMostAndEndWithTheConsole() {
    try (Console console = console(new Fleet(new CountDownLatch(1), true))) {
      for (int i = 0; i < 4; i++) {
        assertEquals(202, Asked.post(console, "/v1/analysis", BODY).answer().statusCode());
      }
      assertEquals("429 busy", Asked.post(console, "/v1/analysis", BODY).problem());
      assertEquals("waiting", Asked.get(console, "/v1/tasks").json().at("/items/0/state").asText());
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    Asked elsewhere = Asked.post(ConsoleBroker.console, "/v1/analysis", BODY);
    assertEquals("409 conflict", elsewhere.problem());
    assertTrue(elsewhere.answer().body().contains("--http-groups"));
    try (Console console = console(new Fleet(new CountDownLatch(0), true))) {
      Asked other = Asked.post(console, "/v1/analysis", "{\"group\":\"web-prd\"}");
      assertEquals("404 unknown", other.problem());
      assertTrue(other.answer().body().contains("web-prod"), other.answer().body());
      assertEquals("400 bad-request", Asked.post(console, "/v1/analysis", "{}").problem());
      assertEquals(
          "400 bad-request",
          Asked.post(console, "/v1/analysis", "{\"group\":\"web-prod\",\"incident_id\":\"a\\nb\"}")
              .problem());
      assertEquals("404 unknown", Asked.get(console, "/v1/tasks/none").problem());
    }
  }
}
