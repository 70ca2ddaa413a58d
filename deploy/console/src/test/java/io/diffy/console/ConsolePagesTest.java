package io.diffy.console;

import static io.diffy.console.ConsoleBroker.BIND_SHELL;
import static io.diffy.console.ConsoleBroker.CHANGED;
import static io.diffy.console.ConsoleBroker.HOSTILE;
import static io.diffy.console.ConsoleBroker.HOSTILE_FINDING;
import static io.diffy.console.ConsoleBroker.console;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.instance;
import static io.diffy.schemas.TestObservations.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cluster.RecordWriter;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.Kind;
import io.diffy.schemas.TestFindings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/** The pages in a real browser, by keyboard, as somebody uses them at three in the morning. */
@ExtendWith({ConsoleBroker.class, Browser.class})
final class ConsolePagesTest {
  private static final List<String> PAGES =
      List.of(
          "now",
          "queue",
          "groups",
          "hunt?value=bash",
          "time",
          "baselines",
          "exceptions",
          "audit",
          "health",
          "finding/" + CHANGED.uid(),
          "group?group=" + Asked.encoded(WEB_PROD.toString()),
          "instance?group=%s&instance=%s"
              .formatted(Asked.encoded(WEB_PROD.toString()), instance(7).instanceId()),
          "stack?query=listening_ports&group=" + Asked.encoded(WEB_PROD.toString()));

  @AfterEach
  void noScriptFailedAndNoPolicyWasBroken() {
    assertEquals(List.of(), Browser.complaints());
  }

  /** Nothing but keys. */
  @Test
  void aFindingIsFoundInTheQueueOpenedExplainedAcceptedAndUndone() {
    Browser.open("now");
    Browser.awaitLoaded();
    Browser.press("g", "q");
    Browser.await("h1", "Queue");
    Browser.press("/", "ncat -lk 4444");
    Browser.await(".story.active .fsum", "port=4444");
    Browser.press(Keys.ESCAPE);
    // Other tests have put the same into other groups.
    for (int i = 0; i < 3 && !Browser.text(".story.active").contains("web-prod"); i++) {
      Browser.press("j");
    }
    Browser.await(".story.active .ftitle", "listening port nobody else has, on 1 of 40 hosts");
    Browser.await(".story.active .s-tag", BIND_SHELL.query());
    Browser.press(Keys.ENTER);
    Browser.await("h1", "listening port nobody else has, on 1 of 40 hosts");
    Browser.await(".crumbs a", BIND_SHELL.query());
    Browser.await(".compare", BIND_SHELL.row().values().iterator().next());
    Browser.await("main h2", "Why this score");
    Browser.await(".strip .odd", "");

    Browser.press("a");
    Browser.await(".hidden-list li", "listening port nobody else has");
    assertEquals(List.of(), Browser.barriers());
    Browser.press("our own listener", Keys.TAB, Keys.ARROW_DOWN);
    Browser.await(".accept input[value=cohort]:checked", "");
    Browser.press(Keys.ARROW_UP, Keys.TAB, Keys.ARROW_UP);
    Browser.await(".hidden-list li", "all of it");
    Browser.press(Keys.TAB, Keys.TAB);
    Browser.await(".accept button.primary[aria-disabled=false]:focus", "Accept");
    Browser.press(Keys.ENTER);
    Browser.await(".toast", "Accepted 1 finding");
    Browser.await(".note-box", "our own listener");
    Browser.press("u");
    Browser.await(".toast", "Undone");
    Browser.awaitGone(".note-box");
  }

  @Test
  void whatDiffersFromThePeersIsMarkedWordByWord() {
    Browser.open("finding/" + CHANGED.uid());
    Browser.await(".compare tr.differs mark", "");
    Browser.awaitGone(".compare tr:not(.differs) mark");
  }

  @Test
  void theGroupShowsItsOddHostsFirst() {
    Browser.open(PAGES.get(10));
    Browser.await(".heathost a", instance(7).instanceId());
    Browser.await(".cellbox.absent", "not judged");
    assertEquals(
        "rowheader",
        Browser.run("return document.querySelector('.vrow .heathost').getAttribute('role')"));
    assertTrue(
        (Boolean)
            Browser.run(
                "const rows = [...document.querySelectorAll('.vrow')].map(r =>"
                    + " !!r.querySelector('a.cellbox'));return rows[0] && rows.indexOf(false) ==="
                    + " rows.filter(odd => odd).length"));
  }

  @Test
  void aFindingThatComesIsShownWithinTwoSecondsWhereverOneLooks() {
    showsWithinTwoSeconds("queue?query=crontab", ".story");
    Browser.await("[role=status]", "New: ");
    showsWithinTwoSeconds("now", ".flines li");
    showsWithinTwoSeconds(
        PAGES.get(11).replace(instance(7).instanceId(), instance(8).instanceId()), ".flines li");
  }

  private static void showsWithinTwoSeconds(String page, String css) {
    Browser.open(page);
    Browser.awaitLoaded();
    Browser.await(".live", "Live");
    String words = "came just now to " + page.substring(0, 3);
    Finding came =
        TestFindings.rated(
            TestFindings.finding(
                Kind.UNEXPECTED, "crontab", row("command", words), Map.of(), List.of(instance(8))),
            Severity.CRITICAL);
    long before = System.nanoTime();
    try (RecordWriter writer = new RecordWriter(ConsoleBroker.cluster)) {
      writer.write(ConsoleBroker.finding(came));
      writer.flush();
    }
    Browser.await(css, words);
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    assertTrue(took.toMillis() < 2_000, page + took);
  }

  /** What one says of a finding, others see who have it open. */
  @Test
  void whoWorksOnItIsShownToAllWhoLook() {
    String uid = TestFindings.DROPPER_ON_THREE.uid();
    String said = "{\"uids\":[\"%s\"],\"assignee\":\"%s\",\"state\":\"%s\",\"note\":\"%s\"}";
    Browser.open("finding/" + uid);
    Browser.await(".live", "Live");
    Browser.await(".finding-head .state", "");
    Asked.post(
            console, "/v1/triage", said.formatted(uid, "ben", "investigating", "asked the owner"))
        .json();
    Browser.await(".finding-head .state.investigating", "investigating");
    Browser.await(".lastnote", "asked the owner");
    assertEquals("ben", Browser.run("return document.getElementById('assignee').value"));
    Browser.open("queue?assignee=ben");
    Browser.await(".story .s-state", "ben");
    for (String state : List.of("true_positive", "false_positive", "new")) {
      Asked.post(console, "/v1/triage", said.formatted(uid, "ben", state, "")).json();
      Browser.await(".story .state." + state, state.replace('_', ' '));
    }
  }

  /** A view has a name and is an address; this browser keeps it. */
  @Test
  void aViewOfTheQueueIsKeptUnderItsName() {
    Browser.open("queue?query=crontab&sort=recent");
    Browser.awaitLoaded();
    Browser.click(".views summary", "Views");
    Browser.fill(".viewname", "cron, newest first");
    Browser.press(Keys.ENTER);
    Browser.await(".toast", "Kept: cron, newest first");
    Browser.open("queue");
    Browser.click(".views summary", "Views");
    Browser.click(".views a", "cron, newest first");
    Browser.await(".chips", "query: crontab");
    Browser.click(".views summary", "Views");
    Browser.click(".views button[aria-label^=Forget]", "");
    Browser.awaitGone(".views a");
  }

  @Test
  void whatAHostWroteIsShownAsTextAndCopiedAsItIs() {
    Browser.open("finding/" + HOSTILE_FINDING.uid());
    Browser.await(".compare", "</script><img src=x onerror=alert(1)>");
    Browser.await(".compare .esc", "\\u202e");
    assertNull(Browser.run("return document.querySelector('img[src=x]')"));
    assertEquals(
        HOSTILE,
        Browser.run(
            """
            const value = [...document.querySelectorAll('.compare td .v')].find(v => v.textContent.includes('onerror'));
            getSelection().selectAllChildren(value);
            const copy = new ClipboardEvent('copy', {clipboardData: new DataTransfer(), cancelable: true});
            document.dispatchEvent(copy);
            return copy.clipboardData.getData('text/plain');
            """));
  }

  @Test
  void
      noPageHasAnythingSeriousInTheWayOfAnybodyNorIsWiderThanAPhoneNorCutsAnythingAtTwiceTheSize() {
    Map<String, List<?>> barriers = new TreeMap<>();
    Set<String> tooWide = new TreeSet<>();
    Map<String, List<?>> cut = new TreeMap<>();
    try {
      for (String page : PAGES) {
        Browser.open(page);
        Browser.awaitLoaded();
        List<Object> found = new ArrayList<>(Browser.barriers());
        Browser.dark(true);
        found.addAll(Browser.paleTexts());
        Browser.dark(false);
        if (!found.isEmpty()) {
          barriers.put(page, found);
        }
        List<Object> off = new ArrayList<>(Browser.cut());
        Browser.size(390, 844);
        if (Browser.isTooWide()) {
          tooWide.add(page);
        }
        Browser.size(1280, 900);
        Browser.doubled();
        if (Browser.isTooWide()) {
          tooWide.add(page + " at 200 %");
        }
        off.addAll(Browser.cut());
        if (!off.isEmpty()) {
          cut.put(page, off);
        }
        Browser.notDoubled();
      }
    } finally {
      Browser.notDoubled();
      Browser.dark(false);
      Browser.size(1280, 900);
    }
    assertEquals(Map.of(), barriers);
    assertEquals(Set.of(), tooWide);
    assertEquals(Map.of(), cut);
  }
}
