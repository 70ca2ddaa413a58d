package io.diffy.cli.command;

import io.diffy.schemas.GroupKey;
import picocli.CommandLine.Parameters;

/** For commands about one group. */
final class GroupParameter {
  @Parameters(paramLabel = "GROUP", description = "<account>:<region>:<asg>, or the plain name.")
  private String group;

  GroupKey key() {
    return GroupKey.parse(group);
  }

  /** As it was written. */
  @Override
  public String toString() {
    return group;
  }
}
