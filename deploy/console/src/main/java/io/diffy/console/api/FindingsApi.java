package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Reply;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.view.CorrelatedFindings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The queue: findings, and the stories they make. */
record FindingsApi(Desk desk, FindingJson json) {
  /** Of one group; what comes after them stands alone, since each is compared with each. */
  private static final int MOST_CORRELATED = 2_000;

  /** As many as can be named at once. */
  private static final int MOST_UIDS = 500;

  private enum Fold {
    NONE,
    WHAT
  }

  Map<String, Handling> handlings() {
    return Map.of("findings", this::findings, "stories", this::stories, "finding", this::finding);
  }

  private Reply findings(Call call) {
    return desk.state()
        .read(
            () -> {
              FindingFilter filter = new FindingFilter(desk, call);
              List<Finding> found = filter.candidates().stream().filter(filter.wanted()).toList();
              return Reply.ok(Paging.page(call, found, Finding::uid, json::of));
            });
  }

  private Reply stories(Call call) {
    return desk.state()
        .read(
            () -> {
              FindingFilter filter = new FindingFilter(desk, call);
              Predicate<Finding> wanted = filter.wanted();
              List<CorrelatedFindings> found =
                  candidates(filter).stream()
                      .filter(
                          story ->
                              wanted.test(story.head())
                                  || story.shadows().stream().anyMatch(wanted))
                      .sorted(Comparator.comparing(CorrelatedFindings::head, filter.order()))
                      .toList();
              ObjectNode page =
                  call.word("fold", Fold.class).orElse(Fold.NONE) == Fold.NONE
                      ? Paging.page(call, found, story -> story.head().uid(), this::story)
                      : Paging.page(call, folded(found), of -> of.get(0).head().uid(), this::fold);
              return Reply.ok(page.put("stories", found.size()));
            });
  }

  /** In the order of the first of each. */
  private static List<List<CorrelatedFindings>> folded(List<CorrelatedFindings> stories) {
    Map<List<Object>, List<CorrelatedFindings>> same = new LinkedHashMap<>();
    for (CorrelatedFindings story : stories) {
      Finding head = story.head();
      same.computeIfAbsent(
              List.of(head.group(), head.query(), head.kind()), key -> new ArrayList<>())
          .add(story);
    }
    return List.copyOf(same.values());
  }

  private ObjectNode fold(List<CorrelatedFindings> stories) {
    ObjectNode node = story(stories.get(0)).put("folded", stories.size());
    List<Finding> all =
        stories.stream()
            .flatMap(of -> Stream.concat(Stream.of(of.head()), of.shadows().stream()))
            .toList();
    all.stream()
        .map(Finding::firstSeen)
        .min(Comparator.naturalOrder())
        .ifPresent(at -> FindingJson.time(node, "first_seen", at));
    all.stream()
        .map(Finding::lastSeen)
        .max(Comparator.naturalOrder())
        .ifPresent(at -> FindingJson.time(node, "last_seen", at));
    FindingJson.texts(node, "uids", all.stream().map(Finding::uid).limit(MOST_UIDS).toList());
    desk.state()
        .find(stories.get(0).head().group())
        .ifPresent(group -> node.put("of", group.hosts().size()));
    return node.put("hosts", hosts(all.stream()));
  }

  private static long hosts(Stream<Finding> findings) {
    return findings
        .flatMap(finding -> finding.instances().stream())
        .map(Instance::instanceId)
        .distinct()
        .count();
  }

  /** Mostly what is open is asked for, whose stories are known. */
  private List<CorrelatedFindings> candidates(FindingFilter filter) {
    if (!filter.onlyOpen()) {
      return stories(filter.candidates());
    }
    return filter.groups().stream()
        .flatMap(group -> desk.tally().allStories(group).stream())
        .toList();
  }

  /** Findings of one group can belong together, those of several can't. */
  static List<CorrelatedFindings> stories(Collection<Finding> findings) {
    Map<GroupKey, List<Finding>> byGroup = new TreeMap<>();
    findings.forEach(f -> byGroup.computeIfAbsent(f.group(), g -> new ArrayList<>()).add(f));
    List<CorrelatedFindings> stories = new ArrayList<>();
    for (List<Finding> of : byGroup.values()) {
      int most = Math.min(of.size(), MOST_CORRELATED);
      stories.addAll(CorrelatedFindings.of(of.subList(0, most)));
      of.subList(most, of.size())
          .forEach(finding -> stories.add(new CorrelatedFindings(finding, List.of())));
    }
    return stories;
  }

  private ObjectNode story(CorrelatedFindings story) {
    ObjectNode node = FindingJson.node();
    node.set("head", json.of(story.head()));
    json.all(node, "shadows", story.shadows());
    return node.put(
        "hosts", hosts(Stream.concat(Stream.of(story.head()), story.shadows().stream())));
  }

  private Reply finding(Call call) {
    return desk.state()
        .read(
            () ->
                Reply.ok(new FindingPage(desk, json, FindingFilter.one(desk, call.part())).json()));
  }
}
