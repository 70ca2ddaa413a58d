package io.diffy.aws.ssm;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.time.Duration;

/**
 * The settings of the plugin, {@code plugin.ssm.…}, and the two of S3 that it uses.
 *
 * @param document which is run; takes the parameters {@code commands} and {@code executionTimeout}
 *     as AWS-RunShellScript does
 * @param documentVersion empty: the document's default
 * @param documentHash SHA-256 of the document, which AWS then checks; empty: not checked
 * @param concurrency how many instances of a command run at once
 * @param delivery how long an instance may take to accept a command
 * @param grace how much longer than SSM's own time limits to ask
 * @param maxOutput of one instance, in bytes
 * @param failureDetails for how many failed instances of a run exit code and errors are asked for
 * @param bucket where output goes; empty: inline, cut after 24,000 characters
 * @param prefix of all keys in the bucket
 */
record SsmSettings(
    String document,
    String documentVersion,
    String documentHash,
    int concurrency,
    Duration delivery,
    Duration grace,
    int maxOutput,
    int failureDetails,
    String bucket,
    String prefix) {

  static SsmSettings of(PluginContext context) {
    return new SsmSettings(
        context.setting("document", "AWS-RunShellScript"),
        context.setting("document-version", ""),
        context.setting("document-hash", ""),
        number(context, "max-concurrency", 50, 1, 1_000_000),
        // SSM's own bounds.
        Duration.ofSeconds(number(context, "delivery-timeout-seconds", 120, 30, 2_592_000)),
        Duration.ofSeconds(number(context, "grace-seconds", 30, 0, 3_600)),
        number(context, "max-output-bytes", 32 << 20, 1, 1 << 30),
        number(context, "failure-details", 20, 0, 1_000_000),
        context.setting("aws.s3.bucket", ""),
        context.setting("aws.s3.prefix", ""));
  }

  /** How long after sending an answer may come, by SSM's rules. */
  Duration patience(Duration execution) {
    long waves = (InstanceIds.MOST + concurrency - 1L) / concurrency;
    return delivery.plus(execution.multipliedBy(waves)).plus(grace);
  }

  private static int number(PluginContext context, String key, int otherwise, int min, int max) {
    String text = context.setting(key, String.valueOf(otherwise));
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with what would be right.
    }
    throw new PluginFailure(
        "plugin.ssm."
            + key
            + " is "
            + MaskedText.of(text)
            + "; a number from "
            + min
            + " to "
            + max
            + " is needed");
  }
}
