package io.diffy.console;

import static io.diffy.console.ConsoleBroker.HOSTILE;
import static io.diffy.schemas.TestObservations.row;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import io.diffy.cluster.RecordWriter;
import io.diffy.console.api.AnalysisTasks;
import io.diffy.console.api.ConsoleApi;
import io.diffy.console.http.ApiDocument;
import io.diffy.console.http.EventStreams;
import io.diffy.console.http.Listening;
import io.diffy.console.http.WebServer;
import io.diffy.console.state.ConsoleState;
import io.diffy.console.state.LocalCopy;
import io.diffy.console.state.TopicFeed.Progress;
import io.diffy.console.state.TopicFeed.Read;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Part;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Records;
import io.diffy.schemas.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/**
 * What the pages say while nothing is known, where nothing is odd, and of many alike or hostile.
 */
@ExtendWith({ConsoleBroker.class, Browser.class})
final class PageStatesTest {
  private static final String MEGABYTE = "<b>\u202e".repeat(160_000);
  private static final String LONG = "<b>\u202e\u0007\u200b ".repeat(1_000);

  @AfterEach
  void noScriptFailedAndNoPolicyWasBroken() {
    assertEquals(List.of(), Browser.complaints());
  }

  @Test
  void whileItReadsAPageSaysHowFarItIsAndThenShowsItself() {
    Progress[] progress = {
      new Progress(false, "reading the topics", List.of(new Read("diffy.findings", 3, 10)))
    };
    ConsoleApi api =
        new ConsoleApi(
            ConsoleBroker.cluster,
            new ConsoleState(LocalCopy.temporary(), Duration.ofDays(7)),
            TriagePack.load(),
            new EventStreams(),
            () -> progress[0],
            new AnalysisTasks(ConsoleBroker.cluster, List.of(), Clock.systemUTC()),
            Clock.systemUTC());
    Listening here =
        new Listening("127.0.0.1", 0, Optional.empty(), false, Set.of(), Optional.empty());
    try (WebServer server =
        WebServer.start(
            here,
            ApiDocument.load(),
            api.handlings(),
            new EventStreams(),
            api::requireReady,
            Clock.systemUTC())) {
      Browser.open(server.address(), "queue");
      Browser.await(".state-box", "Still reading");
      Browser.await(".state-box .progress", "diffy.findings");
      Browser.await(".state-box .progress", "3 of 10");
      assertEquals(List.of(), Browser.barriers());
      Browser.awaitGone(".listhead, .state-box.empty");
      progress[0] = new Progress(true, "caught up", List.of());
      Browser.await(".state-box.empty", "Nothing is open");
      Browser.open(server.address(), "now");
      Browser.await(".verdict.nodata h2", "No data: nothing was judged");
      Browser.awaitGone(".verdict.clean");
    }
    // A browser tells of each answer that is none.
    assertEquals(List.of(), Browser.complaints().stream().filter(c -> !c.contains("503")).toList());
  }

  @Test
  void cleanIsSaidOfWhatWasJudgedAlone() {
    try (Console clean = ConsoleBroker.over("clean", true, List.of())) {
      Browser.open(clean.address(), "now");
      Browser.await(".verdict.clean h2", "Clean: everything was judged, nothing accuses a host");
      Browser.awaitGone(".verdict.nodata");
      Browser.open(clean.address(), "groups");
      Browser.await(".trow .chip.clean", "nothing");
    }
  }

  @Test
  void storiesThatSayTheSameAreOneLineThatIsWorkedOnByKeyboard() {
    try (Console console = ConsoleBroker.over("alike", true, ConsoleBroker.THREE_KEYS)) {
      Browser.open(console.address(), "queue");
      Browser.await(".unfold", "SSH key nobody else has, on 3 of 40 hosts");
      assertEquals(1, Browser.texts(".story").size());
      Browser.press("o");
      Browser.await(".story.inside", "on 1 of 40 hosts");
      Browser.press("j", "x");
      Browser.await(".story.inside.picked", "on 1 of 40 hosts");
      Browser.await(".listhead", "1 picked");
      assertEquals(4, Browser.texts(".story").size());
      Browser.press(Keys.ESCAPE);
      Browser.press("k", "i");
      Browser.await(".toast", "3 findings: investigating");
      Browser.await(".story.inside .chip.investigating", "investigating");
      Browser.press("a");
      Browser.await("dialog h2", "Accept 3 findings");
      Browser.await(".preview", "3 findings on 3 hosts");
      Browser.press(Keys.ESCAPE);
      Browser.press("?");
      Browser.await("dialog .keys", "pick it for a bulk decision");
      Browser.press(Keys.ESCAPE);
      Browser.awaitGone("dialog[open]");
      Browser.press("o");
      Browser.awaitGone(".story.inside");
      Browser.press("g", "h");
      Browser.await("h1", "Hunt");
    }
  }

  /**
   * All that a host, or who speaks for it, may choose: none of it is markup, none breaks a page.
   */
  @Test
  void whateverAHostSaysIsTextOnEveryPage() {
    // Names are kept without control characters, rows with them.
    String name = HOSTILE.replace("\u0007", "");
    Instance host =
        new Instance(
            new GroupKey("123456789012", "us-east-1", name),
            "i-" + name,
            new Cohort(name, name, name),
            new Address(name, name.repeat(6), name));
    Finding hostile =
        ConsoleBroker.shown(
            TestFindings.in(
                host.group(),
                List.of(host),
                TestFindings.finding(
                    Kind.CHANGED,
                    "authorized_keys",
                    row("key", MEGABYTE, HOSTILE, HOSTILE, "path", LONG),
                    row("key", "x", HOSTILE, "y", "path", "/z"),
                    List.of(host))));
    String group = Asked.encoded(host.group().toString()).replace("+", "%20");
    String id = Asked.encoded(host.instanceId()).replace("+", "%20");
    try (Console console =
        ConsoleBroker.over("hostile", true, List.of(hostile), (to, in) -> more(host, to, in))) {
      String uids = "{\"uids\":[\"%s\"],".formatted(hostile.uid());
      String words = Json.text(TextNode.valueOf(HOSTILE));
      Asked.post(console, "/v1/triage", uids + "\"note\":%s,\"assignee\":%1$s}".formatted(words))
          .json();
      Asked.post(console, "/v1/exceptions", uids + "\"reason\":%s}".formatted(words)).json();
      Browser.size(390, 844);
      for (String page :
          List.of(
              "now",
              "queue",
              "groups",
              "hunt?value=onerror",
              "time",
              "group?group=" + group,
              "instance?group=%s&instance=%s&query=authorized_keys".formatted(group, id),
              "stack?query=authorized_keys&group=" + group,
              "baselines",
              "exceptions",
              "audit",
              "health",
              "finding/" + hostile.uid())) {
        Browser.open(console.address(), page);
        Browser.awaitLoaded();
        Browser.await("main", "onerror=alert(1)>");
        Browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })");
        Browser.awaitLoaded();
        assertEquals(
            0L, Browser.run("return document.querySelectorAll('main img, main b b').length"));
        assertTrue(!Browser.isTooWide(), page);
        assertEquals(
            false,
            Browser.run(
                "return /[\\u202e\\u0007]/.test(document.querySelector('main').textContent)"),
            page);
      }
      Browser.await(".compare button", "show all 7,000 characters");
      Browser.run("navigator.clipboard.writeText = async text => { window.copied = text; }");
      Browser.run(
          "[...document.querySelectorAll('.compare tr')].find(r =>"
              + " r.textContent.startsWith('path')).querySelector('[data-side=observed] .cellacts"
              + " button').click()");
      assertEquals(LONG, Browser.run("return window.copied"));
    } finally {
      Browser.size(1280, 900);
    }
  }

  private static void more(Instance host, Topics topics, RecordWriter writer) {
    Map<String, String> wide = row("key", MEGABYTE, HOSTILE, HOSTILE, "path", LONG);
    Map<String, String> row = row("key", HOSTILE, HOSTILE, HOSTILE, "path", LONG);
    Observation answer = Observation.of(host, "authorized_keys", Instant.now(), List.of(wide));
    Records records = new Records(topics);
    writer.write(records.observation(answer));
    writer.write(
        records.baseline(
            new Baseline(
                new Baseline.Key(host.group(), answer.query(), host.cohort()),
                1,
                new Baseline.Origin(Instant.now(), host.hostname(), host.hostname()),
                List.of(answer.withRows(Part.WHOLE, List.of(row))))));
    ProducerRecord<byte[], byte[]> dead =
        new ProducerRecord<>(
            topics.deadLetters().name(), HOSTILE.getBytes(UTF_8), MEGABYTE.getBytes(UTF_8));
    dead.headers().add("diffy.reason", HOSTILE.getBytes(UTF_8));
    writer.write(dead);
  }
}
