package io.diffy.cluster;

import io.diffy.schemas.trust.DecisionFloor;
import io.diffy.schemas.trust.TrustPolicy;

/** What the audit trail of a cluster says was in force once. */
final class AuditFloor {
  private AuditFloor() {}

  /** The policy that takes nothing earlier; the same where nobody's signature is asked for. */
  static TrustPolicy under(Cluster cluster, TrustPolicy signatures) {
    if (!signatures.required()) {
      return signatures;
    }
    DecisionFloor floor = new DecisionFloor();
    TopicReader.readAll(cluster, cluster.topics().audit(), floor::add);
    return signatures.above(floor);
  }
}
