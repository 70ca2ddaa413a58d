package io.diffy.aws.ssm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A command that was sent: what is known of its instances. */
final class SentCommand {
  private final CommandBatch batch;
  private final Map<String, InvocationStatus> states = new TreeMap<>();
  private final Map<String, Boolean> settled = new TreeMap<>();

  SentCommand(CommandBatch batch) {
    this.batch = batch;
    batch.ids().forEach(id -> states.put(id, InvocationStatus.UNSEEN));
  }

  CommandBatch batch() {
    return batch;
  }

  /** Takes what SSM lists; true when an instance ended since the last time. */
  boolean learn(Map<String, InvocationStatus> listed) {
    int before = ended().size() + settled.size();
    // Only what was sent: a listing of other instances is none of ours.
    listed.forEach((id, status) -> states.computeIfPresent(id, (same, old) -> status));
    return ended().size() + settled.size() > before;
  }

  /** Those that ended and have no result yet. */
  List<String> ended() {
    return open().stream().filter(id -> states.get(id).outcome().isPresent()).toList();
  }

  List<String> open() {
    return states.keySet().stream().filter(id -> !settled.containsKey(id)).toList();
  }

  boolean isUnseen() {
    return states.values().stream().allMatch(InvocationStatus.UNSEEN::equals);
  }

  InvocationStatus state(String id) {
    return states.get(id);
  }

  void settle(String id) {
    settled.put(id, true);
  }
}
