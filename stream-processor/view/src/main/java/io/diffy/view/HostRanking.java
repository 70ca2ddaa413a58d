package io.diffy.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which instances of a group to look at first: by the sum of the scores of their open findings. Of
 * each query and kind only the three best count, or one package with 40 files would outrank a
 * backdoor. What is only told counts a tenth: no crowd of it outranks an accusation. Who stopped
 * answering comes after those on which something is odd.
 */
public final class HostRanking {
  private static final int COUNTED_PER_QUERY_AND_KIND = 3;

  private static final double TOLD = 0.1;

  private HostRanking() {}

  /** Highest sum first; instances without open findings are not in it. */
  public static List<RankedHost> of(Collection<Finding> open) {
    Map<GroupKey, Map<String, List<Finding>>> byInstance = new TreeMap<>();
    for (Finding finding : open.stream().filter(Finding::isOfHosts).toList()) {
      for (Instance instance : finding.instances()) {
        byInstance
            .computeIfAbsent(finding.group(), group -> new TreeMap<>())
            .computeIfAbsent(instance.instanceId(), id -> new ArrayList<>())
            .add(finding);
      }
    }
    List<RankedHost> hosts = new ArrayList<>();
    byInstance.values().forEach(of -> of.forEach((id, findings) -> hosts.add(rank(id, findings))));
    hosts.sort(
        Comparator.comparingDouble(RankedHost::score)
            .reversed()
            .thenComparing(RankedHost::instanceId));
    return hosts;
  }

  private static RankedHost rank(String id, List<Finding> findings) {
    findings.sort(OpenFindings.RANK);
    Map<String, Integer> counted = new TreeMap<>();
    double score = 0;
    for (Finding finding : findings) {
      if (counted.merge(finding.query() + " " + finding.kind(), 1, Integer::sum)
          <= COUNTED_PER_QUERY_AND_KIND) {
        score += finding.isAccusation() ? finding.score() : TOLD * finding.score();
      }
    }
    return new RankedHost(id, score, List.copyOf(findings));
  }

  /**
   * An instance and what speaks against it.
   *
   * @param score the sum that ranks it
   * @param findings all its open findings, best first
   */
  public record RankedHost(String instanceId, double score, List<Finding> findings) {

    /** As the best of them names it. */
    public Instance instance() {
      return findings.get(0).instances().stream()
          .filter(named -> named.instanceId().equals(instanceId))
          .findFirst()
          .orElseThrow();
    }

    /** Since when the first of them is on this host; empty when that is not known of any. */
    public Optional<Instant> since() {
      return findings.stream()
          .flatMap(finding -> finding.firstSeenOn(instanceId).stream())
          .min(Comparator.naturalOrder());
    }

    /**
     * One object on one line: {@code group, instance_id, score, best_score, since, findings[]} with
     * uid, query, kind, score, since, reason.
     */
    public String json() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("group", findings.get(0).group().toString());
      node.put("instance_id", instanceId);
      node.put("score", score);
      node.put("best_score", findings.get(0).score());
      since().ifPresent(time -> node.put("since", time.toString()));
      ArrayNode reasons = node.putArray("findings");
      for (Finding finding : findings) {
        ObjectNode reason =
            reasons
                .addObject()
                .put("uid", finding.uid())
                .put("query", finding.query())
                .put("kind", finding.kind().word())
                .put("score", finding.score());
        finding.firstSeenOn(instanceId).ifPresent(time -> reason.put("since", time.toString()));
        reason.put("reason", finding.reason());
      }
      return node.toString();
    }
  }
}
