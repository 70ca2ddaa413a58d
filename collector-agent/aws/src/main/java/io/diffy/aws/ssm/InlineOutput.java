package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.RetryBackoff;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/** What SSM itself keeps of a run: the beginning of its output. Good enough when that is all. */
final class InlineOutput {
  /** SSM answers "does not exist" for an instance that it lists already, for a moment. */
  private static final int TRIES = 4;

  private final RunContext context;
  private final OutputParser parser;
  private final RetryBackoff backoff;
  private int failuresAsked;

  InlineOutput(RunContext context, OutputParser parser) {
    this.context = context;
    this.parser = parser;
    this.backoff = context.backoff();
  }

  /** The result of an instance that left no object. */
  InstanceResult result(OutputParser.Asked asked, CommandBatch batch, OutputLocation location) {
    String id = asked.target().instance().instanceId();
    String where =
        location.isInline()
            ? "no bucket is configured (aws.s3.bucket)"
            : "no object in s3://%s/%s%s/; may its instance profile write there?"
                .formatted(location.bucket(), location.folder(batch.commandId()), id);
    String output;
    try {
      output = kept(batch, id).output();
    } catch (SdkException e) {
      return parser.missing(asked, where + ", and " + SsmFailure.of(e).text());
    }
    if (Truncation.isCutInline(output)) {
      InstanceOutcome outcome =
          location.isInline() ? InstanceOutcome.OUTPUT_TRUNCATED : InstanceOutcome.OUTPUT_MISSING;
      String reason = where + ", and SSM keeps only the first 24,000 characters of it";
      return parser.without(asked, outcome, reason, 0);
    }
    return output.isEmpty()
        ? parser.missing(asked, where + ", and SSM says it printed nothing")
        : parser.of(asked, output.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Why an object is not what the instance printed: its digest stands in standard error, which SSM
   * keeps apart for each instance. Empty where nothing speaks against it.
   */
  Optional<String> foreign(OutputParser.Asked asked, CommandBatch batch, byte[] output) {
    Optional<String> voucher = context.order().payload().voucher(output);
    try {
      return voucher.isEmpty()
              || kept(batch, asked.target().instance().instanceId())
                  .errors()
                  .lines()
                  .anyMatch(voucher.get()::equals)
          ? Optional.empty()
          : Optional.of("the object in S3 is not what the instance printed: its digest differs");
    } catch (SdkException e) {
      return Optional.of(
          "whether the object in S3 is its own could not be asked: " + SsmFailure.of(e).text());
    }
  }

  /** Why a run failed. Each answer is a call, so only the first failures are asked for. */
  String failure(CommandBatch batch, String id) {
    if (failuresAsked == context.settings().failureDetails()) {
      return "exit code not asked for, %d failures were (plugin.ssm.failure-details)"
          .formatted(failuresAsked);
    }
    failuresAsked++;
    try {
      SsmCalls.Kept kept = kept(batch, id);
      String errors = MaskedText.of(kept.errors());
      return "exit code " + kept.exitCode() + (errors.isEmpty() ? "" : ": " + errors);
    } catch (SdkException e) {
      return "exit code not known: " + SsmFailure.of(e).text();
    }
  }

  private SsmCalls.Kept kept(CommandBatch batch, String id) {
    SsmCalls ssm = context.ssm().apply(batch.place());
    for (int tried = 1; ; tried++) {
      try {
        return ssm.kept(batch.commandId(), id);
      } catch (SdkException e) {
        if (tried == TRIES || !SsmFailure.of(e).code().equals("InvocationDoesNotExist")) {
          throw e;
        }
        context.sleep(backoff.after(tried));
      }
    }
  }
}
