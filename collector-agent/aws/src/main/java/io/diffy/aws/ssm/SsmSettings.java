package io.diffy.aws.ssm;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginSettings;
import java.time.Duration;

/**
 * The settings of the plugin, {@code plugin.ssm.…}, and the two of S3 that it uses.
 *
 * @param document which is run
 * @param concurrency how many instances of a command run at once
 * @param delivery how long an instance may take to accept a command
 * @param grace how much longer than SSM's own time limits to ask
 * @param maxOutput of one instance, in bytes
 * @param failureDetails for how many failed instances of a run exit code and errors are asked for
 * @param bucket where output goes; empty: inline, cut after 24,000 characters
 * @param prefix of all keys in the bucket
 * @param checkReading whether the bucket must let an object be read that isn't there
 */
record SsmSettings(
    Document document,
    int concurrency,
    Duration delivery,
    Duration grace,
    int maxOutput,
    int failureDetails,
    String bucket,
    String prefix,
    boolean checkReading) {
  static final String[] KEYS = {
    "document",
    "document-version",
    "document-hash",
    "max-concurrency",
    "delivery-timeout-seconds",
    "grace-seconds",
    "max-output-bytes",
    "failure-details",
    "check-reading"
  };

  /**
   * A document that takes the parameters {@code commands} and {@code executionTimeout} as
   * AWS-RunShellScript does.
   *
   * @param version empty: its default
   * @param hash SHA-256 of the document, which AWS then checks; empty: not checked
   */
  record Document(String name, String version, String hash) {}

  static SsmSettings of(PluginContext context) {
    PluginSettings settings = new PluginSettings("ssm", context);
    return new SsmSettings(
        new Document(
            context.setting("document", "AWS-RunShellScript"),
            context.setting("document-version", ""),
            context.setting("document-hash", "")),
        settings.number("max-concurrency", 50, 1, 1_000_000),
        // SSM's own bounds.
        settings.seconds("delivery-timeout-seconds", 120, 30, 2_592_000),
        settings.seconds("grace-seconds", 30, 0, 3_600),
        settings.number("max-output-bytes", 32 << 20, 1, 1 << 30),
        settings.number("failure-details", 20, 0, 1_000_000),
        context.setting("aws.s3.bucket", ""),
        context.setting("aws.s3.prefix", ""),
        settings.flag("check-reading", true));
  }

  /** How long after sending an answer may come, by SSM's rules. */
  Duration patience(Duration execution) {
    long waves = (InstanceIds.MOST + concurrency - 1L) / concurrency;
    return delivery.plus(execution.multipliedBy(waves)).plus(grace);
  }

  /** Where the commands of a run put their output. */
  OutputLocation output(String runId) {
    return OutputLocation.of(bucket, prefix, runId);
  }
}
