package io.diffy.processor.evaluation.state;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.processor.store.MapStore;
import io.diffy.rules.state.InstanceQueries;
import io.diffy.schemas.GroupKey;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is in a group, and which queries each answers. */
class InstanceRegistryTest {
  private static final GroupKey BATCH_PROD = new GroupKey("123456789012", "us-east-1", "batch");

  private final MapStore store = new MapStore("answers");
  private final InstanceRegistry registry = new InstanceRegistry(store);

  @Test
  void whoEntersIsCountedInTheirGroup() {
    enter("i-1", "crontab");
    enter("i-2", "crontab", "users");
    registry.enter(BATCH_PROD, "i-1", asked("crontab"));

    assertEquals(2, registry.count(WEB_PROD).instances());
    assertEquals(1, registry.count(BATCH_PROD).instances());
    assertEquals(Set.of("i-1", "i-2"), registry.of(WEB_PROD).keySet());
    assertEquals(List.of("crontab", "users"), queriesOf("i-2"));
  }

  @Test
  void anInstanceLeavesWithItsLastQuery() {
    enter("i-1", "crontab", "users");

    assertFalse(registry.leave(WEB_PROD, "users", "i-1"));
    assertEquals(1, registry.count(WEB_PROD).instances());
    assertTrue(registry.leave(WEB_PROD, "crontab", "i-1"));
    assertEquals(0, registry.count(WEB_PROD).instances());
  }

  @Test
  void whoNobodyKnowsHasLeft() {
    assertTrue(registry.leave(WEB_PROD, "crontab", "i-9"));
    assertEquals(0, registry.count(WEB_PROD).instances());
  }

  @Test
  void anEmptyGroupLeavesNothing() {
    enter("i-1", "crontab");
    registry.clearedAt(WEB_PROD, FOUR_AM);
    assertEquals(FOUR_AM, registry.count(WEB_PROD).cleared());

    registry.leave(WEB_PROD, "crontab", "i-1");

    assertEquals(List.of(), store.keys());
  }

  /** What was read last is remembered; it must not outlive what is stored. */
  @Test
  void whatIsStoredIsWhatIsRead() {
    enter("i-1", "crontab");
    enter("i-2", "users");
    assertEquals(List.of("crontab"), queriesOf("i-1"));
    assertEquals(List.of("users"), queriesOf("i-2"));

    registry.put(WEB_PROD, "i-2", asked("users", "crontab"));
    assertEquals(List.of("users", "crontab"), queriesOf("i-2"));
    registry.leave(WEB_PROD, "users", "i-2");
    registry.leave(WEB_PROD, "crontab", "i-2");
    assertTrue(registry.of(WEB_PROD, "i-2").isEmpty());
    assertEquals(List.of("crontab"), queriesOf("i-1"));
  }

  private void enter(String instanceId, String... queries) {
    registry.enter(WEB_PROD, instanceId, asked(queries));
  }

  private List<String> queriesOf(String instanceId) {
    return List.copyOf(registry.of(WEB_PROD, instanceId).orElseThrow().queries());
  }

  private static InstanceQueries asked(String... queries) {
    return new InstanceQueries(false, List.of(queries), THREE_AM);
  }
}
