package io.diffy.aws.ssm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that must be known to finish a run after a crash.
 *
 * @param begun when it was planned, by the collector's clock
 * @param output where its commands put their output
 * @param patience how long after a command was sent its instances may answer
 * @param members every instance that was described, by id
 * @param batches what is or was to be sent, by number
 */
record SsmRun(
    String id,
    Instant begun,
    OutputLocation output,
    Duration patience,
    List<Member> members,
    List<CommandBatch> batches) {

  SsmRun {
    members = List.copyOf(members);
    batches = List.copyOf(batches);
  }

  /** The members that are asked, in batches. Nothing is sent yet. */
  static SsmRun planned(
      String id, Instant now, OutputLocation output, Duration patience, List<Member> members) {
    Map<AccountRegion, List<String>> places = new TreeMap<>();
    for (Member member : members) {
      if (member.isAsked()) {
        places
            .computeIfAbsent(AccountRegion.of(member.target().instance()), any -> new ArrayList<>())
            .add(member.id());
      }
    }
    List<CommandBatch> batches = new ArrayList<>();
    places.forEach(
        (place, ids) ->
            InstanceIds.pieces(ids, InstanceIds.MOST)
                .forEach(
                    piece ->
                        batches.add(CommandBatch.planned(batches.size() + 1, place, piece, now))));
    return new SsmRun(id, now, output, patience, members, batches);
  }

  /** With some batches changed, and new ones behind them. */
  SsmRun with(List<CommandBatch> changed) {
    Map<Integer, CommandBatch> all = new TreeMap<>();
    batches.forEach(batch -> all.put(batch.number(), batch));
    changed.forEach(batch -> all.put(batch.number(), batch));
    return new SsmRun(id, begun, output, patience, members, List.copyOf(all.values()));
  }

  List<CommandBatch> batches(CommandBatch.State state) {
    return batches.stream().filter(batch -> batch.state() == state).toList();
  }
}
