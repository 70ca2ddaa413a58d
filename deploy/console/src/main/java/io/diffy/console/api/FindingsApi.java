package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Reply;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.view.CorrelatedFindings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The queue: findings, and the stories they make. */
record FindingsApi(Desk desk, FindingJson json) {
  /** Of one group; what comes after them stands alone, since each is compared with each. */
  private static final int MOST_CORRELATED = 2_000;

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
                  call.word("fold", Fold.class).isPresent()
                      ? Paging.page(call, fold(found), one -> one.head().uid(), this::folded)
                      : Paging.page(call, found, one -> one.head().uid(), this::story);
              return Reply.ok(page.put("stories", found.size()));
            });
  }

  /** By what stories are folded into one line: the same of a query in the same group. */
  private enum Fold {
    WHAT
  }

  private record What(GroupKey group, String query, Kind kind) {
    static What of(CorrelatedFindings story) {
      return new What(story.head().group(), story.head().query(), story.head().kind());
    }
  }

  /** Several stories of one group that say the same of a query; the first stands for them. */
  private record Folded(List<CorrelatedFindings> stories) {
    CorrelatedFindings first() {
      return stories.get(0);
    }

    Finding head() {
      return first().head();
    }

    <T> Stream<T> heads(Function<Finding, T> of) {
      return stories.stream().map(CorrelatedFindings::head).map(of);
    }
  }

  private static List<Folded> fold(List<CorrelatedFindings> stories) {
    return stories.stream()
        .collect(Collectors.groupingBy(What::of, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(Folded::new)
        .toList();
  }

  private ObjectNode folded(Folded of) {
    ObjectNode node = story(of.first());
    ObjectNode all = node.putObject("folded").put("stories", of.stories().size());
    all.put("hosts", hosts(of.stories().stream().map(CorrelatedFindings::head)));
    of.heads(Finding::firstSeen)
        .min(Comparator.naturalOrder())
        .ifPresent(at -> FindingJson.time(all, "first_seen", at));
    of.heads(Finding::lastSeen)
        .max(Comparator.naturalOrder())
        .ifPresent(at -> FindingJson.time(all, "last_seen", at));
    return node;
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

  private static long hosts(Stream<Finding> findings) {
    return findings
        .flatMap(finding -> finding.instances().stream())
        .map(Instance::instanceId)
        .distinct()
        .count();
  }

  private Reply finding(Call call) {
    return desk.state()
        .read(
            () ->
                Reply.ok(new FindingPage(desk, json, FindingFilter.one(desk, call.part())).json()));
  }
}
