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
 * @param id of the run
 * @param begun when it was planned, by the collector's clock
 * @param output where its commands put their output
 * @param patience how long after a command was sent its instances may answer
 * @param members every instance that was described, by id
 * @param batches what is or was to be sent, by number
 */
record Run(
    String id,
    Instant begun,
    OutputPlace output,
    Duration patience,
    List<Member> members,
    List<Batch> batches) {

  Run {
    members = List.copyOf(members);
    batches = List.copyOf(batches);
  }

  /** The members that are asked, in batches. Nothing is sent yet. */
  static Run planned(
      String id, Instant now, OutputPlace output, Duration patience, List<Member> members) {
    Map<Place, List<String>> places = new TreeMap<>();
    for (Member member : members) {
      if (member.isAsked()) {
        places
            .computeIfAbsent(Place.of(member.target().instance()), any -> new ArrayList<>())
            .add(member.id());
      }
    }
    List<Batch> batches = new ArrayList<>();
    places.forEach(
        (place, ids) ->
            Ids.pieces(ids, Ids.MOST)
                .forEach(
                    piece -> batches.add(Batch.planned(batches.size() + 1, place, piece, now))));
    return new Run(id, now, output, patience, members, batches);
  }

  /** With some batches changed, and new ones behind them. */
  Run with(List<Batch> changed) {
    Map<Integer, Batch> all = new TreeMap<>();
    batches.forEach(batch -> all.put(batch.number(), batch));
    changed.forEach(batch -> all.put(batch.number(), batch));
    return new Run(id, begun, output, patience, members, List.copyOf(all.values()));
  }

  List<Batch> batches(Batch.State state) {
    return batches.stream().filter(batch -> batch.state() == state).toList();
  }
}
