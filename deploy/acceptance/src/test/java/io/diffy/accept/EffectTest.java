package io.diffy.accept;

import static io.diffy.schemas.TestFindings.BIND_SHELL;
import static io.diffy.schemas.TestFindings.DROPPER_ON_THREE;
import static io.diffy.schemas.TestFindings.LOGROTATE_MISSING;
import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.accept.Effect.Changed;
import io.diffy.accept.Effect.Hidden;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Finding.Activity;
import io.diffy.schemas.Finding.CloseReason;
import io.diffy.schemas.TestFindings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two runs over the same recording in, what an exception changes out. */
final class EffectTest {

  @Test
  void aFindingThatIsNotThereAnyMoreIsHiddenWholly() {
    Effect effect = Effect.of(List.of(BIND_SHELL, LOGROTATE_MISSING), List.of(LOGROTATE_MISSING));

    assertEquals(
        List.of(new Hidden(BIND_SHELL, List.of(instance(7).instanceId()), true)), effect.hidden());
    assertEquals(List.of(), effect.appeared());
    assertEquals(List.of(), effect.changed());
  }

  @Test
  void aFindingThatConcernsFewerInstancesIsHiddenOnTheOthers() {
    Finding onTwo =
        DROPPER_ON_THREE.next(
            Activity.CREATE,
            List.of(instance(3), instance(5)),
            Optional.empty(),
            DROPPER_ON_THREE.evaluatedAt(),
            "");

    Effect effect = Effect.of(List.of(DROPPER_ON_THREE), List.of(onTwo));

    assertEquals(
        List.of(new Hidden(DROPPER_ON_THREE, List.of(instance(7).instanceId()), false)),
        effect.hidden());
  }

  @Test
  void whatAppearsOrTellsAnotherStoryIsNamed() {
    Finding closed = TestFindings.closed(LOGROTATE_MISSING, FOUR_AM, CloseReason.ROW_BACK);

    Effect effect =
        Effect.of(List.of(LOGROTATE_MISSING, closed), List.of(LOGROTATE_MISSING, DROPPER_ON_THREE));

    assertEquals(List.of(), effect.hidden());
    assertEquals(List.of(DROPPER_ON_THREE), effect.appeared());
    assertEquals(List.of(new Changed(closed, LOGROTATE_MISSING)), effect.changed());
  }
}
