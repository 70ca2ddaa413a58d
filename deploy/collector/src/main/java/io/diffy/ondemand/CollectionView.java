package io.diffy.ondemand;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Payload;
import io.diffy.plugin.Target;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A collection for the person who waits: who will be asked, and who answered.
 *
 * @param screen where it is told: not among results that a program reads
 */
public record CollectionView(Screen screen) {
  private static final int NAMED = 5;

  /** Who is left out of an incident is worth a long line. */
  private static final int LEFT_OUT = 20;

  /** Before anything is sent: how many will be asked, and why not the others. */
  public void coverage(List<Target> targets) {
    Map<String, List<String>> left = new TreeMap<>();
    for (Target target : targets) {
      if (!target.collectable()) {
        leave(left, target.skipped(), target.instance().instanceId());
      }
    }
    long asked = targets.stream().filter(Target::collectable).count();
    line("%d to be asked of %d described.", asked, targets.size());
    tell(left);
  }

  private static void leave(Map<String, List<String>> left, String reason, String id) {
    left.computeIfAbsent(reason, any -> new ArrayList<>()).add(id);
  }

  private void tell(Map<String, List<String>> left) {
    left.forEach((reason, ids) -> line("  not asked: %s: %s", reason, Phrases.some(ids, LEFT_OUT)));
  }

  public void run(String runId) {
    line(
        "Run %s. When it is interrupted, the same command with --run-id %s goes on.", runId, runId);
  }

  /** What would be sent where. */
  public void plan(String payload, Payload made, String collection, List<String> plan) {
    line("Dry run: nothing is sent.");
    line(
        "Payload %s: a script of %,d bytes answers %s.",
        payload, made.script().length(), String.join(", ", made.queries()));
    line("Collection %s:", collection);
    plan.forEach(step -> line("  %s", step));
  }

  /**
   * How it ended: each outcome with its number, and each instance that gave nothing. Who was left
   * out before is not told again.
   */
  public void results(List<InstanceResult> results) {
    Map<InstanceOutcome, Integer> counts = new TreeMap<>();
    long bytes = 0;
    for (InstanceResult result : results) {
      counts.merge(result.outcome(), 1, Integer::sum);
      bytes += result.bytes();
    }
    int asked = results.size() - counts.getOrDefault(InstanceOutcome.SKIPPED, 0);
    String failures = String.join(", ", failures(counts));
    line(
        "%d of %d answered, %,d bytes.%s",
        counts.getOrDefault(InstanceOutcome.SUCCESS, 0),
        asked,
        bytes,
        failures.isEmpty() ? "" : " " + failures + ".");
    Map<String, List<String>> left = new TreeMap<>();
    for (InstanceResult result : results) {
      if (result.outcome() == InstanceOutcome.SKIPPED) {
        if (result.target().collectable()) {
          leave(left, result.reason(), result.instanceId());
        }
      } else if (result.outcome() != InstanceOutcome.SUCCESS) {
        String reason = result.reason().isEmpty() ? "" : ": " + result.reason();
        line("  %s %s%s", result.instanceId(), Phrases.word(result.outcome()), reason);
      }
    }
    tell(left);
  }

  /** Some gave nothing, and what the others gave is used all the same. */
  public void partial() {
    line("What follows is partial: it says nothing of those.");
  }

  /** After Ctrl-C. */
  public void stopped(List<InstanceResult> results, String runId) {
    List<String> cancelled =
        results.stream()
            .filter(r -> r.outcome() == InstanceOutcome.CANCELLED)
            .map(InstanceResult::instanceId)
            .toList();
    line(
        "Stopped. Cancelled on %d instances%s. Nothing was judged; --run-id %s goes on.",
        cancelled.size(), cancelled.isEmpty() ? "" : ": " + Phrases.some(cancelled, NAMED), runId);
  }

  /** How many instances gave nothing, by outcome: {@code 2 access denied}. */
  public static List<String> failures(Map<InstanceOutcome, Integer> counts) {
    return new TreeMap<>(counts)
        .entrySet().stream()
            .filter(each -> each.getKey() != InstanceOutcome.SUCCESS)
            .map(each -> each.getValue() + " " + Phrases.word(each.getKey()))
            .toList();
  }

  private void line(String text, Object... arguments) {
    screen.say(text, arguments);
    screen.out().flush();
  }
}
