package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Call;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A fleet as it is: 120 instances, five calls a second of each operation, a second until a command
 * is listed, five faults. In real time, with the shipped limits.
 */
@Execution(ExecutionMode.CONCURRENT)
class FleetTest extends SsmTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHundredAndTwentyInstancesAndFiveFaults(boolean refusedIsNamed) {
    Clock clock = Clock.systemUTC();
    ssm = new ScriptedSsm(aws, clock).fleet(120);
    ssm.namesRefused = refusedIsNamed;
    ssm.invisible = Duration.ofSeconds(1);
    aws.limitTo(5);
    settings.remove("aws.calls-per-second");
    ssm.hosts.values().forEach(FleetTest::behaves);
    ssm.host(7).ping = "ConnectionLost";
    ssm.host(42).refused = true;
    ssm.host(63).fails(137, "Killed");
    ssm.host(88).uploads = false;
    ssm.host(119).goes(1, "InProgress", "InProgress", 6, "TimedOut", "Execution Timed Out");

    Map<String, InstanceResult> results = collect(clock);

    assertEquals(120, results.size());
    Map<String, InstanceResult> faults = new TreeMap<>(results);
    faults.values().removeIf(result -> result.outcome() == InstanceOutcome.SUCCESS);
    assertEquals(
        Map.of(
            ScriptedSsm.id(7), InstanceOutcome.AGENT_OFFLINE,
            ScriptedSsm.id(42), InstanceOutcome.UNDELIVERABLE,
            ScriptedSsm.id(63), InstanceOutcome.FAILED,
            ScriptedSsm.id(88), InstanceOutcome.OUTPUT_MISSING,
            ScriptedSsm.id(119), InstanceOutcome.EXECUTION_TIMED_OUT),
        faults.values().stream()
            .collect(Collectors.toMap(InstanceResult::instanceId, InstanceResult::outcome)));
    assertEquals(5, faults.values().stream().map(InstanceResult::reason).distinct().count());
    assertEquals(115, payload.read.size());
    payload.read.forEach(
        (id, output) -> {
          assertTrue(output.length >= 120 * 1024);
          assertArrayEquals(ssm.hosts.get(id).stdout, output);
        });
    Map<String, Long> calls =
        aws.calls().stream().collect(Collectors.groupingBy(Call::operation, Collectors.counting()));
    long reads =
        calls.entrySet().stream()
            .filter(call -> call.getKey().matches("(Describe|List|Get(?!Object)).*"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    assertTrue(reads <= 40, reads + " reads: " + new TreeMap<>(calls));
  }

  /** Three to six seconds, and 120 KiB and more. */
  private static void behaves(Host host) {
    int number = Integer.parseInt(host.id.substring(2), 16);
    host.prints(TestPayload.document(host.id, 4_200 + number));
    host.goes(1, "InProgress", "InProgress", 3 + number % 4, "Success", "Success");
  }

  private Map<String, InstanceResult> collect(Clock clock) {
    PluginContext context =
        new PluginContext(settings, state, clock, notes::add, PluginContext.Stop.NEVER);
    return new SsmCollection()
        .collect(order(), listener(), context).stream()
            .collect(Collectors.toMap(InstanceResult::instanceId, Function.identity()));
  }
}
