package io.diffy.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of a replay beside those of the live run, of one window. Two are the same event when
 * they are about the same finding at the same evaluation.
 *
 * @param onlyReplay what the live run did not say
 * @param onlyLive what the replay does not say
 * @param differing said by both, but not alike
 * @param same how many are the same, byte for byte
 */
public record ReplayComparison(
    List<Finding> onlyReplay, List<Finding> onlyLive, List<Pair> differing, int same) {

  /** An event as the replay has it, and as it was. */
  public record Pair(Finding replay, Finding live) {
    /** In a few words what differs. */
    public List<String> differences() {
      List<String> said = new ArrayList<>();
      compare("activity", replay.activity(), live.activity(), said);
      compare("sequence", replay.sequence(), live.sequence(), said);
      compare("first seen", replay.firstSeen(), live.firstSeen(), said);
      compare("score", replay.score(), live.score(), said);
      compare("severity", replay.severity(), live.severity(), said);
      compare("confidence", replay.confidence(), live.confidence(), said);
      compare("method", replay.method(), live.method(), said);
      compare("instances", replay.instances().size(), live.instances().size(), said);
      return said.isEmpty() ? List.of("reason or evidence") : said;
    }

    private static void compare(String what, Object now, Object then, List<String> said) {
      if (!now.equals(then)) {
        said.add("%s %s, live %s".formatted(what, now, then));
      }
    }
  }

  /** Of events in any order. */
  public static ReplayComparison of(
      List<Finding> replay, List<Finding> live, Codec<Finding> codec) {
    Map<String, Finding> ofReplay = byEvaluation(replay);
    Map<String, Finding> ofLive = byEvaluation(live);
    List<Finding> onlyReplay = new ArrayList<>();
    List<Pair> differing = new ArrayList<>();
    int same = 0;
    for (Map.Entry<String, Finding> event : ofReplay.entrySet()) {
      Finding other = ofLive.remove(event.getKey());
      if (other == null) {
        onlyReplay.add(event.getValue());
      } else if (text(event.getValue(), codec).equals(text(other, codec))) {
        same++;
      } else {
        differing.add(new Pair(event.getValue(), other));
      }
    }
    return new ReplayComparison(onlyReplay, List.copyOf(ofLive.values()), differing, same);
  }

  /** Not by sequence: a replay that begins later counts from there. */
  private static Map<String, Finding> byEvaluation(List<Finding> events) {
    Map<String, Finding> keyed = new TreeMap<>();
    Map<String, Integer> met = new TreeMap<>();
    for (Finding event : events.stream().sorted(ReplayRun.ORDER).toList()) {
      String moment = event.evaluatedAt() + " " + event.uid() + " " + event.roundId();
      keyed.put(moment + " " + met.merge(moment, 1, Integer::sum), event);
    }
    return keyed;
  }

  private static String text(Finding event, Codec<Finding> codec) {
    return new String(codec.encode(event), UTF_8);
  }
}
