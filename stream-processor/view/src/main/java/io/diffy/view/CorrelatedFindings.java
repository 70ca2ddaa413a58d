package io.diffy.view;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.schemas.json.Techniques;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What belongs together: a finding, and those that are its shadow in other tables. A listener is a
 * process too, and a new account mostly brings its own group; a person wants to read that once.
 * Where more is on a host than fits a page, it is told in chapters: what is about one file or
 * program, then what one query shows, what serves one technique, one tactic.
 *
 * @param head what the story is named after
 * @param shadows the other findings of the story, in the order given
 */
public record CorrelatedFindings(Finding head, List<Finding> shadows) {

  /**
   * Which table shadows which, and the columns that must agree.
   *
   * @param head query of the head
   * @param shadow query of the shadow
   * @param columns column of the head to column of the shadow
   */
  private record Shadow(String head, String shadow, Map<String, String> columns) {

    boolean fits(Finding h, Finding s) {
      return h.query().equals(head)
          && s.query().equals(shadow)
          && (h.kind() == s.kind() || isItsFile(s))
          && h.instances().equals(s.instances())
          && columns.entrySet().stream()
              .allMatch(e -> same(h.row().get(e.getKey()), s.row().get(e.getValue())));
    }

    /** A line that comes or goes, too, changes the file it stands in. */
    private static boolean isItsFile(Finding s) {
      return s.query().equals("file_hash") && s.kind() == Kind.CHANGED;
    }

    private static boolean same(String one, String other) {
      return one != null && !one.isEmpty() && one.equals(other);
    }
  }

  private static final List<Shadow> SHADOWS =
      List.of(
          new Shadow("listening_ports", "processes", Map.of("name", "name", "cmdline", "cmdline")),
          new Shadow("listening_ports", "process_open_sockets", Map.of("name", "name")),
          new Shadow("ld_preload", "processes", Map.of("name", "name", "path", "path")),
          new Shadow("processes", "process_open_sockets", Map.of("name", "name")),
          new Shadow("users", "groups", Map.of("username", "groupname")),
          new Shadow("crontab", "file_hash", Map.of("path", "path")));

  /** More of one host than this is too long for a page. */
  private static final int A_PAGE = 15;

  private static final List<String> NAMING = List.of("path", "fragment_path", "source", "key_file");

  private static final List<Function<Finding, String>> CHAPTERS =
      List.of(
          CorrelatedFindings::file,
          Finding::query,
          f -> technique(f).replaceFirst("\\..*", ""),
          f -> Techniques.tactic(technique(f)));

  /** Every finding stands in exactly one story; the stories keep the order of their heads. */
  public static List<CorrelatedFindings> of(List<Finding> findings) {
    List<CorrelatedFindings> stories = byShadows(findings);
    for (Function<Finding, String> chapter : CHAPTERS) {
      stories = folded(stories, chapter);
    }
    return stories;
  }

  /** What the same hosts show is folded where it is too long for a page. */
  private static List<CorrelatedFindings> folded(
      List<CorrelatedFindings> stories, Function<Finding, String> chapter) {
    Map<List<Object>, Integer> sizes = new HashMap<>();
    stories.stream()
        .filter(story -> story.head().kind().isDeviation())
        .forEach(story -> sizes.merge(hosts(story), 1, Integer::sum));
    Map<List<Object>, CorrelatedFindings> chapters = new LinkedHashMap<>();
    for (CorrelatedFindings story : stories) {
      List<Object> hosts = hosts(story);
      String name = chapter.apply(story.head());
      boolean alone =
          name.isEmpty() || !story.head().kind().isDeviation() || sizes.get(hosts) <= A_PAGE;
      List<Object> key = alone ? List.of(chapters.size()) : List.of(hosts, name);
      CorrelatedFindings first = chapters.putIfAbsent(key, story);
      if (first != null) {
        first.shadows().add(story.head());
        first.shadows().addAll(story.shadows());
      }
    }
    return new ArrayList<>(chapters.values());
  }

  private static List<Object> hosts(CorrelatedFindings story) {
    return List.of(story.head().group(), story.head().instances());
  }

  private static String technique(Finding finding) {
    return finding.techniques().isEmpty() ? "" : finding.techniques().get(0);
  }

  /** The file that a row is about; empty where it names none. */
  private static String file(Finding finding) {
    return NAMING.stream()
        .map(column -> finding.row().getOrDefault(column, ""))
        .filter(path -> path.startsWith("/"))
        .findFirst()
        .orElse("");
  }

  private static List<CorrelatedFindings> byShadows(List<Finding> findings) {
    List<CorrelatedFindings> stories = new ArrayList<>();
    for (Finding finding : findings) {
      if (findings.stream().noneMatch(head -> shadows(head, finding))) {
        stories.add(new CorrelatedFindings(finding, new ArrayList<>()));
      }
    }
    for (Finding finding : findings) {
      findings.stream()
          .filter(head -> shadows(head, finding))
          .findFirst()
          .ifPresent(head -> add(stories, root(head, findings), finding));
    }
    return stories;
  }

  private static boolean shadows(Finding head, Finding finding) {
    return SHADOWS.stream().anyMatch(s -> s.fits(head, finding));
  }

  /** A shadow of a shadow belongs to the first of them; the tables form no circle. */
  private static Finding root(Finding finding, List<Finding> findings) {
    return findings.stream()
        .filter(head -> shadows(head, finding))
        .findFirst()
        .map(head -> root(head, findings))
        .orElse(finding);
  }

  private static void add(List<CorrelatedFindings> stories, Finding head, Finding shadow) {
    stories.stream()
        .filter(story -> story.head().equals(head))
        .findFirst()
        .orElseThrow()
        .shadows()
        .add(shadow);
  }
}
