package io.diffy.agent.collect;

import io.diffy.schemas.Observation;
import io.diffy.schemas.Observation.Status;
import java.util.List;

/** What every observation goes through before it is sent, whoever collected its rows. */
public final class Outgoing {
  private Outgoing() {}

  /**
   * The observation with secrets masked and long cells cut: as it is when it fits into a Kafka
   * record, else in its parts, in order. What is a part already is not split again.
   */
  public static List<Observation> of(Observation observation) {
    Observation fit =
        observation
            .with(new Status(observation.coverage(), Redactor.redact(observation.error())))
            .withRows(observation.part(), Cells.bound(Redactor.redact(observation.rows())));
    return fit.part().isWhole() ? Parts.of(fit) : List.of(fit);
  }
}
