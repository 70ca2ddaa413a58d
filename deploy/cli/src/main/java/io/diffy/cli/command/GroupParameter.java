package io.diffy.cli.command;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.KnownGroups;
import io.diffy.schemas.GroupKey;
import io.diffy.service.CommandContext;
import picocli.CommandLine.Parameters;

/** For commands about one group. */
final class GroupParameter {
  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

  /** The group that is meant, of those of this Kafka. */
  GroupKey in(Cluster cluster, CommandContext context) {
    return KnownGroups.of(cluster).find(group, context.screen());
  }
}
