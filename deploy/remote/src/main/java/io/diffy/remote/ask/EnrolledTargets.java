package io.diffy.remote.ask;

import io.diffy.cluster.Cluster;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.KafkaPersistence;
import io.diffy.remote.enroll.EnrolledNode;
import io.diffy.remote.enroll.Enrollments;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The hosts of a group that enrolled. Who was not heard of for hours is not asked, and named. */
public final class EnrolledTargets implements TargetPlugin {
  static final String SLUG = "enrolled";

  /** A host that is there is written down once an hour. */
  private static final Duration SILENT = Duration.ofHours(3);

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this, SLUG, "Enrolled hosts", "The hosts that enrolled at diffy collector --tls.")
        .reading("topic-prefix");
  }

  @Override
  public List<Target> find(Query query, PluginContext context) {
    Cluster cluster = KafkaPersistence.cluster(context);
    try (AckedWriter writer = new AckedWriter(cluster);
        Enrollments enrollments = new Enrollments(cluster, writer)) {
      String name =
          new GroupKey(query.account(), query.region(), GroupKey.parse(query.key()).asg())
              .toString();
      List<Target> targets =
          enrollments.all().stream()
              .filter(node -> node.instance().group().isNamed(name))
              .map(node -> target(node, context.clock().instant()))
              .toList();
      if (targets.isEmpty()) {
        throw new PluginFailure(
            "no host of group %s has enrolled; groups of which some have: %s"
                .formatted(name, groups(enrollments)));
      }
      return targets;
    }
  }

  private static Target target(EnrolledNode node, Instant now) {
    return node.heardAt().isBefore(now.minus(SILENT))
        ? new Target(node.instance(), "silent", "not heard of since " + node.heardAt())
        : Target.of(node.instance(), "enrolled");
  }

  private static String groups(Enrollments enrollments) {
    String groups =
        enrollments.all().stream()
            .map(node -> node.instance().group().toString())
            .distinct()
            .sorted()
            .limit(20)
            .collect(Collectors.joining(", "));
    return groups.isEmpty() ? "none" : groups;
  }
}
