package io.diffy.baseline;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicReader;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Reads what the hosts of groups answered lately. */
final class RecentPeers {
  /** Long enough for what is asked every hour, with one run lost. */
  private static final Duration LATELY = Duration.ofHours(2);

  private RecentPeers() {}

  static PeerComparison read(Cluster cluster, Set<GroupKey> groups, Instant now, Pack pack) {
    PeerComparison peers = new PeerComparison(pack);
    TopicReader.readFrom(
        cluster,
        cluster.topics().observations(),
        now.minus(LATELY),
        (answer, appended) -> {
          if (groups.contains(answer.instance().group())) {
            peers.add(answer);
          }
        });
    return peers;
  }
}
