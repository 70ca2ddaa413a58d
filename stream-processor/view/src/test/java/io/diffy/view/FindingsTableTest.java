package io.diffy.view;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.seen;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Sighting;
import io.diffy.schemas.Subject;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.terminal.Screen;
import io.diffy.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class FindingsTableTest {
  private static final String AWS = "123456789012:us-east-1:web-production-blue";
  private static final String ID = "i-0d3f749fb5665475d";
  private static final String OTHER = "123456789012:us-east-1:web-production-red";

  @Test
  void findingsOfSeveralGroupsFitEightyColumnsAndTheirGroupsCanBeToldApart() {
    String shown = printed(80, List.of(of(AWS, "aaaaaaaa1"), of(OTHER, "bbbbbbbb1")));
    shown.lines().forEach(line -> assertTrue(Terminal.width(line) <= 80, line));
    assertTrue(shown.contains("-blue") && shown.contains("n-red"), shown);
    assertTrue(shown.contains("unexpected: "), shown);
  }

  @Test
  void findingsOfOneGroupFitEightyColumnsWithTheirKind() {
    String shown = printed(80, List.of(of(AWS, "aaaaaaaa1")));
    shown.lines().forEach(line -> assertTrue(Terminal.width(line) <= 80, line));
    assertFalse(shown.contains("GROUP"), shown);
    assertTrue(shown.lines().findFirst().orElse("").contains("KIND"), shown);
  }

  @Test
  void aWiderTerminalShowsEverything() {
    String shown = printed(170, List.of(of(AWS, "aaaaaaaa1"), of(OTHER, "bbbbbbbb1")));
    assertTrue(shown.contains(AWS) && shown.contains("CONFIDENCE"), shown);
  }

  @Test
  void idsAreAsLongAsItTakesToTellThemApart() {
    String shown = printed(80, List.of(of(AWS, "aaaaaaaa-1"), of(AWS, "aaaaaaaa-2")));
    assertTrue(shown.contains("aaaaaaaa-1") && shown.contains("aaaaaaaa-2"), shown);
  }

  @Test
  void aHostThatJoinedLateIsRankedWithItsOwnTimes() {
    Instant later = THREE_AM.plusSeconds(7200);
    Finding joined =
        seen(
            of(AWS, "aaaaaaaa1"),
            List.of(new Sighting(ID, Optional.of(later), later, Optional.empty(), Map.of())));
    List<HostRanking.RankedHost> hosts = HostRanking.of(List.of(joined, of(AWS, "aaaaaaaa2")));
    String shown = shown(100, table -> table.printHosts(hosts));
    assertTrue(shown.contains("listening_ports unexpected here since 2026-11-20 05:00: "), shown);
    assertEquals(1, shown.split("here since", -1).length - 1, shown);
  }

  @Test
  void inWhatItsHostsDifferIsSaid() {
    Finding differing =
        BIND_SHELL.with(BIND_SHELL.evidence().differingIn(Set.of("port", "pid", "no such column")));
    String shown = new RowSummary(TriagePack.load()).of(differing);
    assertTrue(shown.contains("port=4444"), shown);
    assertTrue(shown.endsWith(" (by host: port)"), shown);
  }

  @Test
  void ofQueriesThatNoPackDescribesWhatChangesByItselfIsNotShownAsAHosts() {
    Map<String, String> row =
        Map.of("pid", "4242", "parent", "1", "name", "kw", "path", "/dev/shm/kw", "cmdline", "kw");
    String shown = new RowSummary(TriagePack.load()).of("running", row);
    assertTrue(shown.contains("path=/dev/shm/kw"), shown);
    assertFalse(shown.contains("4242"), shown);
  }

  @Test
  void anInstanceOfTheSameNameInAnotherGroupIsAnotherHost() {
    assertEquals(2, HostRanking.of(List.of(of(AWS, "aaaaaaaa1"), of(OTHER, "bbbbbbbb1"))).size());
  }

  @Test
  void anEventIsInTheWordsOfTheTableAndFitsEightyColumns() {
    String shown = shown(80, table -> table.printEvent(of(AWS, "aaaaaaaa1"), true));
    shown.lines().forEach(line -> assertTrue(Terminal.width(line) <= 80, line));
    assertTrue(shown.startsWith("11-20 04:00  new  "), shown);
    assertTrue(shown.contains("-blue  " + ID + "  aaaaaaaa"), shown);
    assertTrue(shown.contains("\n    listening_ports unexpected: "), shown);
    String wide = shown(400, table -> table.printEvent(of(AWS, "aaaaaaaa1"), true));
    assertEquals(1, wide.lines().count());
    assertTrue(wide.contains(AWS) && wide.contains("  unexpected  aaaaaaaa  "), wide);
  }

  private static Finding of(String group, String uid) {
    GroupKey key = GroupKey.parse(group);
    return new Finding(
        new Subject(
            uid, BIND_SHELL.itemUid(), key, BIND_SHELL.query(), BIND_SHELL.kind(), List.of()),
        List.of(Instance.named(key, ID)),
        BIND_SHELL.evidence(),
        BIND_SHELL.prevalence(),
        BIND_SHELL.rating(),
        BIND_SHELL.lifecycle(),
        BIND_SHELL.reason());
  }

  private static String printed(int width, List<Finding> findings) {
    return shown(width, table -> table.print(new ArrayList<>(findings)));
  }

  private static String shown(int width, Consumer<FindingsTable> prints) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    Screen screen = new Screen(stream, stream, width, false, false, false);
    prints.accept(new FindingsTable(new RowSummary(TriagePack.load()), screen));
    return out.toString(UTF_8);
  }
}
