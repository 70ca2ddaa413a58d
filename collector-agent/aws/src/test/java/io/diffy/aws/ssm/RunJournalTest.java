package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diffy.aws.TestPlugins;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.Target;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunJournalTest {
  private static final Instant NOW = TestPlugins.THREE_AM;
  private static final Target TARGET =
      Target.of(
          new Instance(
              new GroupKey("123456789012", "eu-west-1", "web"),
              "i-0123456789abcdef0",
              new Cohort("ami-1", "7", "m6i.large"),
              new Address("eu-west-1a", "web-1\u0000\ud83d\ude00", "10.0.0.1")),
          "InService");
  private static final CommandBatch BATCH =
      CommandBatch.planned(
          1, AccountRegion.of(TARGET.instance()), List.of("i-0123456789abcdef0"), NOW);

  @TempDir Path state;

  @Test
  void whatIsWrittenIsReadBack() {
    SsmRun run =
        new SsmRun(
            "run-1",
            NOW,
            OutputLocation.of("out", "p", "run-1"),
            Duration.ofMinutes(7),
            List.of(
                Member.asked(TARGET),
                Member.left(TARGET, InstanceOutcome.AGENT_OFFLINE, "not connected")),
            List.of(
                BATCH,
                BATCH.tried(NOW.plusMillis(1)),
                BATCH.sent("c-1", NOW),
                BATCH.split(NOW),
                BATCH.refused(InstanceOutcome.UNDELIVERABLE, "gone", NOW)));
    try (RunJournal journal = RunJournal.open(state, "run-1", NOW)) {
      journal.write(run);
      journal.write(run);
      assertEquals(run, journal.run());
    }
    assertEquals(Optional.of(run), RunJournal.peek(state, "run-1"));
  }

  @Test
  void nothingIsLeftOfAWriteThatWasInterrupted() throws IOException {
    Files.createDirectories(state.resolve("runs"));
    Files.writeString(state.resolve("runs").resolve("run-1.json.new"), "{\"vers");
    SsmRun run =
        SsmRun.planned("run-1", NOW, OutputLocation.of("", "", "r"), Duration.ZERO, List.of());
    try (RunJournal journal = RunJournal.open(state, "run-1", NOW)) {
      assertFalse(journal.isBegun());
      journal.write(run);
    }
    try (Stream<Path> files = Files.list(state.resolve("runs"))) {
      assertFalse(files.anyMatch(path -> path.toString().endsWith(".new")));
    }
  }

  @Test
  void runsThatSsmHasForgottenAreRemoved() throws IOException {
    Path old = Files.createDirectories(state.resolve("runs")).resolve("old.json");
    Files.writeString(old, "{}");
    Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofDays(31))));

    RunJournal.open(state, "run-1", NOW).close();

    assertFalse(Files.exists(old));
  }

  @Test
  void aSplitLosesNoInstanceAndDoublesNone() {
    List<String> ids = Stream.of(1, 2, 3, 4, 5).map(ScriptedSsm::id).toList();
    CommandBatch five = CommandBatch.planned(1, AccountRegion.of(TARGET.instance()), ids, NOW);
    SsmRun run =
        new SsmRun(
            "run-1", NOW, OutputLocation.of("", "", "r"), Duration.ZERO, List.of(), List.of(five));
    try (RunJournal journal = RunJournal.open(state, "run-1", NOW)) {
      journal.write(run);
      journal.split(five, InstanceIds.halves(ids), NOW);
      journal.takeOut(
          journal.run().batches().get(1),
          List.of(ids.get(1)),
          InstanceOutcome.UNDELIVERABLE,
          "x",
          NOW);

      SsmRun now = RunJournal.peek(state, "run-1").orElseThrow();
      assertEquals(
          List.of(List.of(ids.get(3), ids.get(4)), List.of(ids.get(0), ids.get(2))),
          now.batches(CommandBatch.State.PLANNED).stream().map(CommandBatch::ids).toList());
      assertEquals(List.of(ids.get(1)), now.batches(CommandBatch.State.REFUSED).get(0).ids());
      assertEquals(2, now.batches(CommandBatch.State.SPLIT).size());
      assertEquals(
          List.of(1, 2, 3, 4, 5), now.batches().stream().map(CommandBatch::number).toList());
    }
  }
}
