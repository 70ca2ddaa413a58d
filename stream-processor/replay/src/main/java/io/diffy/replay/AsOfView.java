package io.diffy.replay;

import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.terminal.Terminal;
import io.diffy.view.FindingsTable;
import io.diffy.view.OpenFindings;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How it stood at the end of a window: which hosts were odd, since when, and who is gone now. */
public record AsOfView(ReplayWindow window, LastSeen sightings, Screen screen) {
  /** A row for each host of a deviation, and the findings that are older than the window. */
  public void print(ReplayOutcome outcome, FindingsTable findings) {
    List<Finding> before = outcome.openBefore().stream().filter(Finding::isOfHosts).toList();
    if (!before.isEmpty()) {
      line("Open already at " + TimeText.minutes(window.from().orElseThrow()) + ":");
      before.forEach(
          finding ->
              line(
                  "  open since %s: %s"
                      .formatted(TimeText.minutes(finding.firstSeen()), findings.line(finding))));
      line("");
    }
    List<Host> hosts = hosts(outcome.shown());
    if (!hosts.isEmpty()) {
      window.to().ifPresent(end -> line("As of " + TimeText.minutes(end) + " (UTC):"));
      printHosts(hosts);
      line("");
    }
  }

  private void printHosts(List<Host> hosts) {
    TableView table =
        new TableView()
            .flexible("INSTANCE")
            .flexible("GROUP")
            .column("ODD SINCE (UTC)")
            .column("AT THE END")
            .column("LAST ANSWER (UTC)")
            .column("NOW");
    for (Host host : hosts) {
      table.row(
          host.odd ? Style.PLAIN : Style.DIM,
          List.of(
              host.instance,
              host.group,
              host.since.map(TimeText::minutes).orElse("not known"),
              host.state,
              sightings.last(host.group, host.instance).map(TimeText::minutes).orElse("none read"),
              now(host)));
    }
    table.print(screen);
  }

  private String now(Host host) {
    boolean gone = host.terminated || sightings.isGone(host.group, host.instance);
    return gone ? "terminated" : "";
  }

  private static List<Host> hosts(List<Finding> findings) {
    Map<List<String>, Host> hosts = new LinkedHashMap<>();
    for (Finding finding : findings.stream().filter(Finding::isOfHosts).toList()) {
      for (Instance instance : finding.instances()) {
        Host host = Host.of(finding, instance);
        hosts.merge(List.of(host.group, host.instance), host, Host::and);
      }
    }
    List<Host> sorted = new ArrayList<>(hosts.values());
    sorted.sort(
        Comparator.comparing((Host host) -> host.since.orElse(Instant.MIN))
            .thenComparing(Host::group)
            .thenComparing(Host::instance));
    return sorted;
  }

  private void line(String text) {
    screen.out().println(Terminal.safe(text));
  }

  private record Host(
      String group,
      String instance,
      Optional<Instant> since,
      boolean odd,
      boolean terminated,
      String state) {

    static Host of(Finding finding, Instance instance) {
      return new Host(
          finding.group().toString(),
          instance.instanceId(),
          finding.firstSeenOn(instance.instanceId()),
          OpenFindings.isOpen(finding),
          finding.closeReason().filter(Finding.CloseReason.INSTANCE_TERMINATED::equals).isPresent(),
          finding
              .closeReason()
              .map(why -> "closed: " + why.words())
              .orElse(finding.isSilence() ? "silent" : "odd"));
    }

    /** One open finding is enough to be odd. */
    Host and(Host other) {
      return new Host(
          group,
          instance,
          Stream.of(since, other.since).flatMap(Optional::stream).min(Comparator.naturalOrder()),
          odd || other.odd,
          terminated || other.terminated,
          odd && other.odd && !state.equals(other.state)
              ? "odd, silent"
              : odd ? state : other.state);
    }
  }
}
