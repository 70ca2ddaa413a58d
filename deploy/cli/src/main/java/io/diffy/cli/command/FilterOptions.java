package io.diffy.cli.command;

import io.diffy.cluster.KnownGroups;
import io.diffy.replay.SoughtRow;
import io.diffy.rules.finding.WhatWasSeen;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.Finding.Severity;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.text.Nearest;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.view.OpenFindings;
import io.diffy.view.TimeText;
import io.diffy.view.Verdict;
import io.diffy.view.Wildcard;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which findings are wanted. What they leave out is counted, never passed over. */
final class FilterOptions {
  /** How a finding stands. */
  enum State {
    OPEN,
    ACCEPTED,
    CLOSED,
    ALL;

    boolean holds(Finding finding) {
      boolean accepted = finding.closeReason().equals(Optional.of(CloseReason.ACCEPTED));
      return switch (this) {
        case OPEN -> finding.isOpen();
        case ACCEPTED -> accepted;
        case CLOSED -> !finding.isOpen() && !accepted;
        case ALL -> true;
      };
    }
  }

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Only this group's: its key, or its plain name.")
  String group = "";

  @Option(
      names = "--host",
      split = ",",
      paramLabel = "ID",
      description =
          "Only about these instances, by id or host name; * stands for any text. May be repeated.")
  private List<String> hosts = List.of();

  @Option(
      names = "--query",
      split = ",",
      paramLabel = "NAME",
      description = "Only of these queries; * stands for any text. May be repeated.")
  private List<String> queries = List.of();

  @Option(
      names = "--severity",
      paramLabel = "low|medium|high|critical",
      description = "Only of this severity or worse.")
  private Severity least = Severity.INFORMATIONAL;

  @Option(
      names = "--row",
      paramLabel = "COLUMN=VALUE",
      description =
          "Only those whose row holds this: path=/tmp/*; * stands for any text in both. Repeated:"
              + " all of them.")
  private List<String> cells = List.of();

  @Option(
      names = "--since",
      paramLabel = "TIME|SPAN",
      description = "Only first seen then or later: 2026-11-20T03:10, or 12h ago.")
  private String since = "";

  /**
   * What is wanted, and how many are not.
   *
   * @param hidden of the same state, but left out by another filter
   * @param accepted of the same groups, whatever is wanted
   */
  record Chosen(Optional<GroupKey> group, List<Finding> shown, int hidden, long accepted) {

    /** Whether an open one of those that are shown accuses anybody. */
    boolean accuses() {
      return Verdict.accusesNow(shown);
    }

    /** The sentence where something is told, and nobody is accused. */
    Optional<String> onlyTold() {
      return Optional.of(Verdict.told(shown))
          .filter(told -> !told.isEmpty() && !accuses())
          .map(told -> "Nothing accused%s: %s.".formatted(hidden > 0 ? " among these" : "", told));
    }

    /** {@code "; 3 hidden by the filter, 2 accepted"}; empty when there is nothing else. */
    String others() {
      String left = hidden > 0 ? "; " + hidden + " hidden by the filter" : "";
      return accepted == 0 ? left : left + (left.isEmpty() ? "; " : ", ") + accepted + " accepted";
    }
  }

  boolean isGiven() {
    return !group.isEmpty()
        || !hosts.isEmpty()
        || !queries.isEmpty()
        || least != Severity.INFORMATIONAL
        || !cells.isEmpty()
        || !since.isEmpty();
  }

  /** Takes the wanted ones out of all, ranked. */
  Chosen of(OpenFindings findings, State state, KnownGroups known, CommandContext context) {
    Optional<GroupKey> only =
        Optional.of(group).filter(g -> !g.isEmpty()).map(g -> known.find(g, context.screen()));
    List<Finding> all = findings.ranked(f -> only.map(f.group()::equals).orElse(true));
    if (all.isEmpty()) {
      known.requireJudged(only);
    }
    Set<String> ids = new TreeSet<>();
    Set<String> names = new TreeSet<>(ShippedPacks.all().queries().keySet());
    all.forEach(finding -> names.add(finding.query()));
    all.forEach(finding -> finding.instances().forEach(host -> ids.addAll(names(host))));
    requireKnown("host", hosts, ids);
    requireKnown("query", queries, names);
    Instant from = from(context);
    List<Finding> inState = all.stream().filter(state::holds).toList();
    List<Finding> shown =
        inState.stream().filter(finding -> isWanted(finding, from, sought())).toList();
    return new Chosen(
        only,
        shown,
        inState.size() - shown.size(),
        state == State.OPEN ? all.stream().filter(State.ACCEPTED::holds).count() : 0);
  }

  /** Whether an event that comes later is wanted. */
  boolean isWanted(Finding finding, Chosen like, CommandContext context) {
    return like.group().map(finding.group()::equals).orElse(true)
        && isWanted(finding, from(context), sought());
  }

  /** Whether all rows that it shows are wanted: who decides on it decides on all of them. */
  boolean isWantedWhole(Finding finding) {
    return WhatWasSeen.rows(finding).stream().allMatch(sought()::isIn);
  }

  boolean isWantedHost(Instance host) {
    return names(host).stream().anyMatch(name -> matches(hosts, name));
  }

  private static List<String> names(Instance host) {
    return Stream.of(host.instanceId(), host.hostname()).filter(name -> !name.isEmpty()).toList();
  }

  private SoughtRow sought() {
    return new SoughtRow(
        cells.stream().map(cell -> UsageError.parse("--row", cell, SoughtRow.Cell::parse)).toList(),
        Optional.empty());
  }

  private boolean isWanted(Finding finding, Instant from, SoughtRow row) {
    return finding.severity().compareTo(least) >= 0
        && WhatWasSeen.rows(finding).stream().anyMatch(row::isIn)
        && !finding.firstSeen().isBefore(from)
        && matches(queries, finding.query())
        && (hosts.isEmpty() || finding.instances().stream().anyMatch(this::isWantedHost));
  }

  private Instant from(CommandContext context) {
    return from(since, context);
  }

  /** What a {@code --since} means; the beginning when it is empty. */
  static Instant from(String since, CommandContext context) {
    return UsageError.parseIfGiven(
            "--since",
            since,
            text ->
                text.matches("[0-9]+[a-z]")
                    ? context.clock().instant().minus(TimeText.span(text))
                    : TimeText.first(text, context.clock().instant()))
        .orElse(Instant.MIN);
  }

  private static boolean matches(List<String> wanted, String text) {
    return wanted.isEmpty() || wanted.stream().map(Wildcard::new).anyMatch(w -> w.test(text));
  }

  /** A name that no finding ever had is a typing error, or nobody knows it: no "nothing found". */
  private static void requireKnown(String what, List<String> wanted, Set<String> known) {
    for (String name : wanted) {
      Wildcard pattern = new Wildcard(name);
      if (known.stream().noneMatch(pattern)) {
        String near = Nearest.question(name, known);
        throw new CommandFailure(
            "no finding, open or closed, names the %s \"%s\"%s"
                .formatted(
                    what, name, near.isEmpty() ? "; they name " + Phrases.some(known, 5) : near));
      }
    }
  }
}
