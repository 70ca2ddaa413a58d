package io.diffy.console;

import static io.diffy.console.ConsoleBroker.cluster;
import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.cluster.TopicReader;
import io.diffy.schemas.Control;
import io.diffy.schemas.trust.TestKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forms that have something done: baselines, analyses, replays, from the page to what came of it.
 */
@ExtendWith({ConsoleBroker.class, Browser.class})
final class PageFormsTest {
  @TempDir static Path folder;

  private static final String GROUP = Asked.encoded(WEB_PROD.toString());

  @AfterEach
  void noScriptFailedAndNoPolicyWasBroken() {
    assertEquals(List.of(), Browser.complaints());
  }

  @Test
  void aBaselineIsTakenComparedAndWithdrawn() {
    Browser.open("baselines?query=listening_ports");
    take();
    Browser.await(".toast", "Taken: 2 baselines");
    Browser.await(".trow .chip.clean", "in force");
    Browser.click(".trow button", "Compare");
    Browser.await("dialog .rows", "port=4444");
    assertEquals(List.of(), Browser.barriers());
    Browser.click("dialog > header button", "");
    Browser.click(".trow button", "Withdraw");
    Browser.fill("#why", "a new release");
    Browser.click("dialog button.primary", "Withdraw");
    Browser.await(".toast", "Withdrawn: 1 baseline");
    Browser.await(".trow .chip", "withdrawn");
  }

  private static void take() {
    Browser.click("button.primary", "Take a baseline");
    Browser.choose("dialog select", WEB_PROD.toString());
    Browser.click("dialog .pick label", instance(2).instanceId());
    Browser.await("dialog", "1 chosen");
    Browser.click("dialog button.primary", "Take it");
  }

  /** What few peers have is refused until somebody says why. */
  @Test
  void whatSpeaksAgainstABaselineIsAnsweredInTheForm() {
    Browser.open("baselines");
    Browser.click("button.primary", "Take a baseline");
    Browser.choose("dialog select", WEB_PROD.toString());
    Browser.click("dialog .pick label", instance(7).instanceId());
    Browser.await("dialog", "1 chosen");
    Browser.click("dialog button.primary", "Take it");
    Browser.await("dialog .warn", "despite_findings");
    Browser.await("dialog label", "despite open findings");
    Browser.click("dialog .actions button", "Cancel");
    Browser.awaitGone("dialog[open]");
    // A browser tells of each answer that is none.
    assertEquals(List.of(), Browser.complaints().stream().filter(c -> !c.contains("409")).toList());
  }

  @Test
  void aBaselineThatWaitsIsSignedWithAKeyThatStaysWithThePerson() {
    try (Console trusting = ConsoleBroker.trusting()) {
      Browser.open(trusting.address(), "baselines?query=crontab");
      take();
      Browser.await(".toast", "they wait for signatures");
      Browser.await(".trow .chip", "refused");
      Browser.click(".trow button", "Sign");
      Browser.fill("dialog input", "anna");
      Browser.click("dialog button", "Show what is to be signed");
      Browser.await("dialog textarea", "");
      Browser.fill("dialog textarea", signatures());
      Browser.click("dialog button.primary", "Hand in the signatures");
      Browser.await(".toast", "and no more is needed");
      Browser.await(".trow", "signed by anna");
    }
  }

  /** What she makes of the texts that the page lets her copy. */
  private static String signatures() {
    List<?> texts =
        (List<?>)
            Browser.run(
                """
                const texts = [];
                navigator.clipboard.writeText = async text => { texts.push(text); };
                [...document.querySelectorAll('dialog li button')].filter(b => b.textContent.includes('Copy the text')).forEach(b => b.click());
                return texts;
                """);
    return texts.stream()
        .map(text -> BaselinesTest.signature(String.valueOf(text), TestKeys.ANNA_PEM))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aGroupIsAskedWatchedAndJudged() {
    CountDownLatch may = new CountDownLatch(1);
    try (Console asking = AnalysesTest.console(new AnalysesTest.Fleet(may, true), folder);
        TopicReader<Control> rounds = TopicReader.fromEnd(cluster, cluster.topics().control())) {
      Browser.open(asking.address(), "group?group=" + GROUP);
      Browser.fill("[name=incident]", "INC-7");
      Browser.click("button", "Start an analysis");
      Browser.await(".task .chip", "asked");
      Browser.await(".task", "1 of 2 hosts");
      may.countDown();
      AnalysesTest.judged(rounds);
      Browser.await(".task", "Hosts stand accused");
      Browser.await(".task .flines", "listening port nobody else has");
      Browser.await(".task summary", "1 host gave no answer");
      assertEquals(List.of(), Browser.barriers());
    }
  }

  @Test
  void aWindowIsJudgedAgainAndHeldBesideWhatStood() {
    ReplaysTest.publish();
    Browser.open(
        "time?group=%s&at=%s"
            .formatted(
                Asked.encoded("123456789012:us-east-1:again-prod"),
                Asked.encoded(Instant.now().toString())));
    Browser.choose(".filters:not(.timebar) select", "1");
    Browser.click("button", "Start a replay");
    Browser.await(".task .chip", "ju");
    Browser.await(".task", "Hosts stand accused");
    Browser.await(".task h3", "New 1");
    Browser.await(".task .flines", "listening port nobody else has");
    Browser.await(".task h3", "Gone 1");
    assertEquals(List.of(), Browser.barriers());
    assertEquals("judged", Asked.get(console, "/v1/tasks").json().at("/items/0/state").asText());
  }
}
