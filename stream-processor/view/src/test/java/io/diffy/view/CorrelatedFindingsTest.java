package io.diffy.view;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.EvidenceRows;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is too long for a page is told in chapters; nothing is left out. */
class CorrelatedFindingsTest {
  private static final Instance OTHER = Instance.named(BIND_SHELL.group(), "i-other");
  private static final List<String> QUERIES =
      List.of(
          "crontab T1053.003",
          "cron_files T1053.003",
          "unit_files T1543.002",
          "login_files T1546.004",
          "package_hooks T1546.016",
          "python_hooks T1546.018",
          "users T1136.001",
          "suid_bin T1548.001",
          "listening_ports T1571",
          "defence_files T1562.006");

  @Test
  void fifteenAreFifteen() {
    assertEquals(15, CorrelatedFindings.of(findings(15)).size());
  }

  @Test
  void moreAreFoldedByQueryInTheOrderOfTheirHeads() {
    List<Finding> forty = findings(40);

    List<CorrelatedFindings> page = CorrelatedFindings.of(forty);

    assertEquals(forty.subList(0, 10), page.stream().map(CorrelatedFindings::head).toList());
    assertEquals(
        List.of("crontab", "crontab", "crontab"),
        page.get(0).shadows().stream().map(Finding::query).toList());
    assertEquals(40, told(page));
  }

  @Test
  void whatIsAboutOneFileComesFirst() {
    List<Finding> all = findings(15);
    all.add(finding("suid_bin", "T1548.001", "/opt/x", 100, BIND_SHELL.instances()));
    all.add(finding("hidden_files", "T1564.001", "/opt/x", 101, BIND_SHELL.instances()));

    CorrelatedFindings last = null;
    for (CorrelatedFindings story : CorrelatedFindings.of(all)) {
      last = story.shadows().contains(all.get(16)) ? story : last;
    }
    assertTrue(last != null && last.head().query().equals("suid_bin"), "" + last);
  }

  @Test
  void ofManyQueriesEachTacticIsAChapter() {
    List<Finding> all = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      String technique = QUERIES.get(n % 10).split(" ", 2)[1];
      all.add(finding("q" + n, technique, "/etc/" + n, n, BIND_SHELL.instances()));
    }

    List<CorrelatedFindings> page = CorrelatedFindings.of(all);

    assertTrue(page.size() <= 15, page.size() + " chapters");
    assertEquals(40, told(page));
  }

  @Test
  void anotherHostIsAnotherPage() {
    List<Finding> all = findings(40);
    all.add(finding("crontab", "T1053.003", "/etc/crontab", 200, List.of(OTHER)));

    List<CorrelatedFindings> page = CorrelatedFindings.of(all);

    assertEquals(new CorrelatedFindings(all.get(40), List.of()), page.get(10));
  }

  /** What can't be judged is no row of the page. */
  @Test
  void gapsOfCoverageFoldNothing() {
    List<Finding> all = findings(15);
    for (int n = 0; n < 20; n++) {
      all.add(
          of(Kind.COVERAGE, "q" + n, "T1053.003", "/etc/" + n, 300 + n, BIND_SHELL.instances()));
    }

    assertEquals(35, CorrelatedFindings.of(all).size());
  }

  private static long told(List<CorrelatedFindings> page) {
    return page.stream()
        .flatMap(story -> Stream.concat(Stream.of(story.head()), story.shadows().stream()))
        .distinct()
        .count();
  }

  private static List<Finding> findings(int count) {
    List<Finding> all = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      String[] of = QUERIES.get(n % 10).split(" ", 2);
      all.add(finding(of[0], of[1], "/etc/" + n, n, BIND_SHELL.instances()));
    }
    return all;
  }

  private static Finding finding(
      String query, String technique, String path, int n, List<Instance> hosts) {
    return of(Kind.UNEXPECTED, query, technique, path, n, hosts);
  }

  private static Finding of(
      Kind kind, String query, String technique, String path, int n, List<Instance> hosts) {
    return new Finding(
        new Subject("uid" + n, "item" + n, BIND_SHELL.group(), query, kind, List.of(technique)),
        hosts,
        new EvidenceRows(Map.of("path", path), Map.of(), List.of()),
        BIND_SHELL.prevalence(),
        BIND_SHELL.rating(),
        BIND_SHELL.lifecycle(),
        BIND_SHELL.reason());
  }
}
