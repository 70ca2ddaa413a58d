package io.diffy.cluster;

import io.diffy.service.CommandFailure;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** Whether what a processor has kept is laid out as this version reads it. */
final class StateLayout {
  /** A store of its own until all that is known of groups moved into one. */
  private static final String FIRST_LAYOUT = "-answers-changelog";

  private StateLayout() {}

  /**
   * Throws where an earlier version kept its state: beside it a new one would begin with nothing,
   * in the middle of the topics, and forget the findings that are open.
   */
  static void requireCurrent(Admin admin, String applicationId) {
    requireCurrent(new TopicAdmin(admin).namesStartingWith(applicationId), applicationId);
  }

  static void requireCurrent(Set<String> topics, String applicationId) {
    String old = applicationId + FIRST_LAYOUT;
    if (topics.contains(old)) {
      throw new CommandFailure(
          ("the processor's state is that of an earlier version: it has the topic %s. This version keeps state in %s-state-changelog."
                  + " Reset all state: stop all processors, delete the topics %s-*-changelog, the folder state/ and the offsets of group %s"
                  + " (docs/operations.md, What to delete). Observations that are kept are judged again, under the same uids")
              .formatted(old, applicationId, applicationId, applicationId));
    }
  }
}
