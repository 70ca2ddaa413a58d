package io.diffy.aws.ssm;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where commands put their output in S3: {@code
 * <prefix>/<command>/<instance>/awsrunShellScript/0.awsrunShellScript/stdout}. What stands between
 * instance and {@code stdout} is not promised by AWS, so keys are found by listing.
 *
 * @param bucket empty: none, output comes inline
 * @param prefix of this run; without a slash at either end
 */
record OutputLocation(String bucket, String prefix) {
  private static final String USUAL = "awsrunShellScript/0.awsrunShellScript/stdout";

  /** Below the prefix of the configuration, a folder for the run. */
  static OutputLocation of(String bucket, String configured, String runId) {
    String above = configured.replaceAll("^/+|/+$", "");
    return new OutputLocation(bucket, (above.isEmpty() ? "" : above + "/") + "runs/" + runId);
  }

  /** Above the folders of all runs. */
  String above() {
    return prefix.substring(0, prefix.lastIndexOf('/') + 1);
  }

  boolean isInline() {
    return bucket.isEmpty();
  }

  /** What the keys of a command begin with. */
  String folder(String commandId) {
    return prefix + "/" + commandId + "/";
  }

  /**
   * The key of what an instance printed. Several that look right: the usual one, or none, since
   * nobody can say which of them the agent wrote.
   */
  Optional<String> stdout(String commandId, String instanceId, Collection<String> keys) {
    String folder = folder(commandId) + instanceId + "/";
    List<String> found =
        keys.stream().filter(key -> key.startsWith(folder) && key.endsWith("/stdout")).toList();
    return found.contains(folder + USUAL)
        ? Optional.of(folder + USUAL)
        : found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }
}
