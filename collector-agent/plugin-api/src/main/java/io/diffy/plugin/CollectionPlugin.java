package io.diffy.plugin;

import java.time.Duration;
import java.util.List;

/** Has a payload run on instances, and brings back what it printed. */
public interface CollectionPlugin extends Plugin {

  /**
   * What to do.
   *
   * @param runId of this collection: letters, digits and dashes. Asked again with the id of a run
   *     that was interrupted, it finishes that run and sends nothing twice.
   * @param incidentId of the person's choice, may hold anything; empty when there is none
   * @param targets all instances, those that are skipped included
   * @param payload what runs there
   * @param patience how long an instance may take
   * @param again finds the targets once more when all have answered, so that who left or came
   *     meanwhile is named
   */
  record Order(
      String runId,
      String incidentId,
      List<Target> targets,
      Payload payload,
      Duration patience,
      Again again) {

    /** An order for targets that stay what they are. */
    public Order(
        String runId, String incidentId, List<Target> targets, Payload payload, Duration patience) {
      this(runId, incidentId, targets, payload, patience, () -> targets);
    }
  }

  /** Finds the targets of an order once more. */
  interface Again {
    List<Target> targets();
  }

  /** Is told what happens while it happens, from one thread at a time. */
  interface Listener {

    /** An instance's result stands. */
    void done(InstanceResult result);

    /** How many of the instances that are asked have a result. */
    void progress(int done, int asked);
  }

  /**
   * Exactly one result for each target, and for each instance that was added meanwhile, in the
   * order of their ids.
   *
   * @throws PluginFailure when nobody could be asked; what single instances suffer is their result
   */
  List<InstanceResult> collect(Order order, Listener listener, PluginContext context);

  /** What {@link #collect} would send where, line by line, without sending anything. */
  List<String> plan(Order order, PluginContext context);
}
