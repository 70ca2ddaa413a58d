package io.diffy.remote.intake;

import static io.diffy.remote.intake.ScriptedHost.added;
import static io.diffy.remote.intake.ScriptedHost.snapshot;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.PayloadPlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.remote.ask.DistributedQueries;
import io.diffy.remote.ask.EnrolledTargets;
import io.diffy.remote.ask.OsqueryTlsCollection;
import io.diffy.remote.enroll.InstanceIdentity;
import io.diffy.remote.intake.RemoteCounts.What;
import io.diffy.remote.intake.ScriptedHost.Answer;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock osqueryd, as far as the wire shows, against two copies of the endpoint. */
final class RemoteFleetTest {
  private static final int HOSTS = 200;
  private static final long NOW = 1_795_144_200L;

  @TempDir private static Path folder;
  private static RemoteBroker broker;
  private static HttpClient http;

  @BeforeAll
  static void start() throws Exception {
    broker = new RemoteBroker(folder);
    http = broker.client();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void twoHundredHostsEnrolLogAndAnswerWhileOneCopyIsKilled() throws Exception {
    String secret = broker.secret("web-fleet", false);
    List<RemoteServer> copies = List.of(broker.serve(), broker.serve());
    List<String> alive = new ArrayList<>(copies.stream().map(RemoteBroker::address).toList());
    AtomicInteger turn = new AtomicInteger();
    List<ScriptedHost> hosts =
        IntStream.range(0, HOSTS)
            .mapToObj(
                n ->
                    new ScriptedHost(
                        "uuid-%03d".formatted(n),
                        http,
                        // A balancer that gives each request to the next copy that is there.
                        () -> alive.get(turn.getAndIncrement() % alive.size())))
            .toList();

    onAll(hosts, host -> assertEquals(200, host.enroll(secret).status()));
    assertEquals(HOSTS, hosts.stream().map(host -> host.nodeKey).distinct().count());
    onAll(hosts, host -> assertTrue(host.config().body().path("schedule").has("crontab")));
    onAll(hosts, host -> log(host, NOW, "one"));

    String dead = alive.get(1);
    Thread killer =
        new Thread(
            () -> {
              alive.remove(dead);
              copies.get(1).close();
            });
    killer.start();
    onAll(hosts, host -> log(host, NOW + 60, "two"));
    killer.join();
    // What was answered and not heard comes again, here of every host.
    onAll(hosts, host -> log(host, NOW + 60, "two"));

    Map<String, Set<String>> told = new TreeMap<>();
    for (Observation one : broker.observations()) {
      if (one.instance().asg().equals("web-fleet")) {
        one.rows()
            .forEach(
                row ->
                    told.computeIfAbsent(one.instance().instanceId(), i -> new TreeSet<>())
                        .add(one.collectedAt() + " " + row.get("v")));
      }
    }
    Map<String, Set<String>> expected = new TreeMap<>();
    for (ScriptedHost host : hosts) {
      expected.put(
          host.uuid,
          Set.of(
              Instant.ofEpochSecond(NOW) + " one of " + host.uuid,
              Instant.ofEpochSecond(NOW + 60) + " two of " + host.uuid));
    }
    assertEquals(expected, told);

    List<InstanceResult> results = ask("web-fleet", hosts, Duration.ofMinutes(2));
    assertEquals(
        Map.of(InstanceOutcome.SUCCESS, (long) HOSTS),
        results.stream()
            .collect(Collectors.groupingBy(InstanceResult::outcome, Collectors.counting())));
    for (InstanceResult result : results) {
      for (Observation answer : result.observations()) {
        assertEquals(
            answer.query().equals("broken") ? Coverage.ERROR : Coverage.OK, answer.coverage());
        answer.rows().forEach(row -> assertEquals(result.instanceId(), row.get("said_by")));
      }
    }
    copies.get(0).close();
  }

  @Test
  void whoDoesNotAnswerInTimeIsNamed() throws Exception {
    String secret = broker.secret("web-few", false);
    try (RemoteServer copy = broker.serve()) {
      List<ScriptedHost> hosts =
          IntStream.range(0, 3)
              .mapToObj(n -> new ScriptedHost("few-" + n, http, () -> RemoteBroker.address(copy)))
              .toList();
      onAll(hosts, host -> host.enroll(secret));
      List<InstanceResult> results = ask("web-few", hosts.subList(1, 3), Duration.ofSeconds(3));
      assertEquals(
          List.of(InstanceOutcome.DEADLINE, InstanceOutcome.SUCCESS, InstanceOutcome.SUCCESS),
          results.stream().map(InstanceResult::outcome).toList());
      assertEquals("its osqueryd gave no answer within 3 s", results.get(0).reason());
      assertEquals(Map.of(), hosts.get(0).asked(), "it is closed");
    }
  }

  @Test
  void aWrongKeyIsNobodysAndAWrongSecretLetsNobodyIn() throws Exception {
    broker.secret("web-keys", false);
    try (RemoteServer copy = broker.serve()) {
      ScriptedHost host = new ScriptedHost("keys-1", http, () -> RemoteBroker.address(copy));
      Answer refused = host.enroll("a-secret-of-nobody");
      assertEquals(401, refused.status());
      assertTrue(refused.body().path("node_invalid").asBoolean());
      assertFalse(refused.body().toString().contains("a-secret-of-nobody"));

      host.nodeKey = "a-key-of-nobody";
      for (Answer answer : List.of(host.config(), host.log(List.of(), false))) {
        assertEquals(200, answer.status());
        assertTrue(answer.body().path("node_invalid").asBoolean());
      }
    }
  }

  @Test
  void aHostSpeaksForItselfOnlyAndNamingItsNeighbourIsTold() throws Exception {
    String secret = broker.secret("web-names", false);
    RemoteCounts counts = new RemoteCounts();
    try (RemoteServer copy = broker.serve(counts)) {
      ScriptedHost liar = new ScriptedHost("names-1", http, () -> RemoteBroker.address(copy));
      ScriptedHost victim = new ScriptedHost("names-2", http, () -> RemoteBroker.address(copy));
      liar.enroll(secret);
      victim.enroll(secret);
      victim.config();
      String line =
          snapshot("host-names-2", "users", NOW, "forged")
              .replace(
                  "\"numerics\"",
                  "\"decorations\":{\"instance_id\":\"names-2\",\"asg\":\"payments\"},\"numerics\"");
      assertEquals(200, liar.log(List.of(line), false).status());

      List<Observation> forged =
          broker.observations().stream()
              .filter(one -> one.rows().toString().contains("forged"))
              .toList();
      assertEquals(1, forged.size());
      assertEquals("names-1", forged.get(0).instance().instanceId());
      assertEquals("web-names", forged.get(0).instance().group().toString());
      assertEquals(2, counts.of(What.NEIGHBOURS_NAMED));
      assertEquals(3, counts.of(What.CLAIMS));
      Map<String, List<Map<String, String>>> told = new TreeMap<>();
      broker.claims().stream()
          .filter(one -> one.instance().asg().equals("web-names"))
          .forEach(one -> told.put(one.instance().instanceId(), one.rows()));
      assertEquals(
          List.of(Map.of("claimed_to_be", "host-names-2"), Map.of("claimed_to_be", "names-2")),
          told.get("names-1"));
      assertEquals(List.of(), told.get("names-2"));
    }
  }

  @Test
  void aSecondHostOfAUuidThatIsInUseWaitsAndTheFirstStays() throws Exception {
    String secret = broker.secret("web-twins", false);
    try (RemoteServer copy = broker.serve()) {
      ScriptedHost first = new ScriptedHost("twin", http, () -> RemoteBroker.address(copy));
      ScriptedHost second = new ScriptedHost("twin", http, () -> RemoteBroker.address(copy));
      first.enroll(secret);
      first.enroll(secret);
      assertFalse(first.nodeKey.isEmpty(), "an answer that got lost locks nobody out");
      first.config();
      assertEquals(401, second.enroll(secret).status());
      assertFalse(first.config().body().path("node_invalid").asBoolean());
    }
  }

  @Test
  void whoWasSilentForAMonthEnrolsAgain() throws Exception {
    String secret = broker.secret("web-gone", false);
    try (RemoteServer copy = broker.serve()) {
      ScriptedHost host = new ScriptedHost("gone-1", http, () -> RemoteBroker.address(copy));
      host.enroll(secret);
      copy.tidy(Instant.now().plus(Duration.ofDays(29)));
      assertFalse(host.config().body().path("node_invalid").asBoolean());
      copy.tidy(Instant.now().plus(Duration.ofDays(31)));
      assertTrue(host.config().body().path("node_invalid").asBoolean());
      assertEquals(200, host.enroll(secret).status());
    }
  }

  @Test
  void aLineOfTwoMebibytesIsKeptAndACutBodyIsNot() throws Exception {
    String secret = broker.secret("web-sizes", false);
    try (RemoteServer copy = broker.serve()) {
      ScriptedHost host = new ScriptedHost("sizes-1", http, () -> RemoteBroker.address(copy));
      host.enroll(secret);
      String[] values = new String[2_200];
      Arrays.setAll(values, n -> "%d %s".formatted(n, "x".repeat(1_000)));
      assertEquals(200, host.log(List.of(snapshot("h", "users", NOW, values)), true).status());
      String cut = host.logBody(List.of(snapshot("h", "users", NOW + 60, "cut")));
      try (Socket socket =
          broker.tls.client(null).getSocketFactory().createSocket("127.0.0.1", copy.port())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            "POST /osquery/log HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(cut.length(), cut.substring(0, cut.length() - 2))
                .getBytes(UTF_8));
        out.flush();
      }
      String tooLarge = "\"" + "x".repeat(17 << 20) + "\"";
      try {
        assertEquals(413, host.log(List.of(tooLarge), false).status());
      } catch (IOException e) {
        // It is answered before it is read: who still sends may not see the answer.
      }
      assertEquals(400, host.log(List.of(tooLarge), true).status());

      List<Observation> kept =
          broker.observations().stream()
              .filter(one -> one.instance().asg().equals("web-sizes"))
              .toList();
      assertEquals(2_200, kept.stream().mapToInt(one -> one.rows().size()).sum());
      assertTrue(kept.size() > 1, "in parts");
    }
  }

  @Test
  void differencesThatComeTwiceCountOnceAndAreTruncatedWhereTheirBeginningIsUnknown()
      throws Exception {
    String secret = broker.secret("web-diffs", false);
    RemoteCounts counts = new RemoteCounts();
    RemoteCounts others = new RemoteCounts();
    try (RemoteServer one = broker.serve(counts);
        RemoteServer other = broker.serve(others)) {
      List<String> at = new ArrayList<>(List.of(RemoteBroker.address(one)));
      ScriptedHost host = new ScriptedHost("diffs-1", http, () -> at.get(0));
      host.enroll(secret);
      List<String> first =
          List.of(added("h", "users", NOW, 0, "a"), added("h", "users", NOW, 0, "b"));
      host.log(first, false);
      host.log(first, false);
      List<String> more = new ArrayList<>(first);
      more.add(added("h", "users", NOW + 60, 1, "c"));
      host.log(more, false);
      at.set(0, RemoteBroker.address(other));
      host.log(List.of(added("h", "users", NOW + 120, 2, "d")), false);

      Map<Long, Observation> last = new TreeMap<>();
      broker.observations().stream()
          .filter(o -> o.instance().asg().equals("web-diffs"))
          .forEach(o -> last.put(o.collectedAt().getEpochSecond() - NOW, o));
      assertEquals("[{v=a}, {v=b}]", last.get(0L).rows().toString());
      assertEquals("[{v=a}, {v=b}, {v=c}]", last.get(60L).rows().toString());
      assertEquals(Coverage.OK, last.get(60L).coverage());
      assertEquals(Coverage.TRUNCATED, last.get(120L).coverage());
      assertTrue(
          last.get(120L)
              .error()
              .startsWith(
                  "the log lacks the first run (counter 0) of epoch 1 (it went to another copy of the TLS endpoint"),
          last.get(120L)::error);
      assertEquals(0, counts.of(What.CUT_OFF), "at the first copy");
      assertEquals(1, others.of(What.CUT_OFF), "at the other");
      assertEquals(4, counts.of(What.REPEATED_LINES));
    }
  }

  @Test
  void aRunThatIsCutBetweenTwoRequestsIsWholeInTheEnd() throws Exception {
    String secret = broker.secret("web-cut", false);
    try (RemoteServer copy = broker.serve()) {
      ScriptedHost host = new ScriptedHost("cut-1", http, () -> RemoteBroker.address(copy));
      host.enroll(secret);
      host.log(List.of(added("h", "users", NOW, 0, "a")), false);
      host.log(List.of(added("h", "users", NOW, 0, "b")), false);
      Observation newest =
          broker.observations().stream()
              .filter(o -> o.instance().asg().equals("web-cut"))
              .max(Comparator.comparing(Observation::collectedAt))
              .orElseThrow();
      assertEquals("[{v=a}, {v=b}]", newest.rows().toString());
    }
  }

  @Test
  void whereEc2IsAskedForOnlyWhatAwsSignedComesIn() throws Exception {
    Tls aws = new Tls(folder, "aws", "RSA");
    String secret = broker.secret("1234:eu-west-1:web-ec2", true);
    String document =
        """
        {"instanceId":"i-0abc","accountId":"1234","region":"eu-west-1","imageId":"ami-7","instanceType":"m5.large"}""";
    Signature signing = Signature.getInstance("SHA256withRSA");
    signing.initSign(aws.privateKey());
    signing.update(document.getBytes(UTF_8));
    String shown = Base64.getEncoder().encodeToString(document.getBytes(UTF_8));
    String forged =
        Base64.getEncoder().encodeToString(document.replace("0abc", "0def").getBytes(UTF_8));
    String signature = Base64.getMimeEncoder().encodeToString(signing.sign());
    try (RemoteServer copy =
        broker.serve(
            Optional.of(InstanceIdentity.by(aws.certificate)),
            Optional.empty(),
            new RemoteCounts())) {
      ScriptedHost host = new ScriptedHost("some-uuid", http, () -> RemoteBroker.address(copy));
      assertEquals(401, host.enroll(secret).status());
      assertEquals(401, host.enroll(secret + "\n" + forged + "\n" + signature).status());
      assertEquals(200, host.enroll(secret + "\n" + shown + "\n" + signature).status());
      host.log(List.of(snapshot("h", "users", NOW, "mine")), false);
      Observation one =
          broker.observations().stream()
              .filter(o -> o.instance().asg().equals("web-ec2"))
              .findFirst()
              .orElseThrow();
      assertEquals("1234:eu-west-1:web-ec2", one.instance().group().toString());
      assertEquals("i-0abc", one.instance().instanceId());
      assertEquals("ami-7", one.instance().ami());
    }
  }

  @Test
  void whoShowsNoCertificateWhereOneIsAskedForIsNotHeard() throws Exception {
    Tls host = new Tls(folder, "host", "EC");
    try (RemoteServer copy =
        broker.serve(Optional.empty(), Optional.of(host.certificate), new RemoteCounts())) {
      ScriptedHost stranger = new ScriptedHost("c-1", http, () -> RemoteBroker.address(copy));
      assertThrows(IOException.class, stranger::config);
      HttpClient known = HttpClient.newBuilder().sslContext(broker.tls.client(host)).build();
      ScriptedHost shown = new ScriptedHost("c-2", known, () -> RemoteBroker.address(copy));
      assertEquals(200, shown.config().status());
    }
  }

  /** These hosts answer, each twice. */
  private List<InstanceResult> ask(String group, List<ScriptedHost> hosts, Duration patience)
      throws Exception {
    PluginContext context =
        new PluginContext(
            Map.of(
                "kafka.bootstrap.servers",
                broker.broker.bootstrapServers(),
                "topic-prefix",
                "diffy"),
            folder,
            Clock.systemUTC(),
            line -> {},
            PluginContext.Stop.NEVER);
    Map<String, PackQuery> queries = new LinkedHashMap<>();
    queries.put("users", PackQuery.of("users", "SELECT * FROM users", 60));
    queries.put("broken", PackQuery.of("broken", "SELECT * FROM x", 60));
    Payload payload =
        new DistributedQueries()
            .make(new PayloadPlugin.Order(new Pack("p", "", List.of(), queries), "r", ""), context);
    List<Target> targets =
        new EnrolledTargets().find(new TargetPlugin.Query(group, "", ""), context);
    ExecutorService asking = Executors.newSingleThreadExecutor();
    Future<List<InstanceResult>> results =
        asking.submit(
            () ->
                new OsqueryTlsCollection()
                    .collect(
                        new CollectionPlugin.Order(
                            "run-of-" + group, "", targets, payload, patience),
                        new CollectionPlugin.Listener() {
                          @Override
                          public void done(InstanceResult result) {}

                          @Override
                          public void progress(int done, int asked) {}
                        },
                        context));
    onAll(
        hosts,
        host -> {
          Map<String, String> asked = Map.of();
          while (asked.isEmpty()) {
            asked = host.asked();
          }
          assertEquals(200, host.answer(asked, "broken").status());
          assertEquals(200, host.answer(asked, "broken").status());
        });
    asking.shutdown();
    return results.get();
  }

  private static void log(ScriptedHost host, long at, String word) throws Exception {
    // As osqueryd does: again, until it hears that it arrived.
    for (int tries = 0; tries < 20; tries++) {
      try {
        String line = snapshot("host-" + host.uuid, "users", at, word + " of " + host.uuid);
        if (host.log(List.of(line), tries % 2 == 0).status() == 200) {
          return;
        }
      } catch (IOException e) {
        // The copy is gone.
      }
      Thread.sleep(50);
    }
    throw new AssertionError(host.uuid + " could not log");
  }

  /** Something that a host does. */
  private interface Step {
    void of(ScriptedHost host) throws Exception;
  }

  private static void onAll(List<ScriptedHost> hosts, Step step) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    List<Future<?>> all = new ArrayList<>();
    for (ScriptedHost host : hosts) {
      all.add(
          pool.submit(
              () -> {
                step.of(host);
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    pool.shutdown();
  }
}
