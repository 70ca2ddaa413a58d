package io.diffy.aws.ssm;

import io.diffy.plugin.InstanceOutcome;
import software.amazon.awssdk.core.exception.SdkException;

/** What SSM itself keeps of an output: its beginning. Good enough when that is all of it. */
final class InlineOutput {
  /** SSM answers "does not exist" for an instance that it lists already, for a moment. */
  private static final int TRIES = 4;

  private final RunContext session;
  private final Backoff backoff;

  InlineOutput(RunContext session) {
    this.session = session;
    this.backoff = new Backoff(session.order().runId());
  }

  /**
   * Output, or why there is none.
   *
   * @param text all of it; empty when there is none
   * @param outcome what is wrong when there is none
   * @param reason the same for a person
   */
  record Output(String text, InstanceOutcome outcome, String reason) {}

  Output get(CommandBatch batch, String id, OutputLocation place) {
    String where =
        place.isInline()
            ? "no bucket is configured (aws.s3.bucket)"
            : "no object in s3://"
                + place.bucket()
                + "/"
                + place.folder(batch.commandId())
                + id
                + "/; may its instance profile write there?";
    try {
      SsmCalls.Kept kept = kept(session, backoff, batch, id);
      if (Truncation.isCutInline(kept.output())) {
        return new Output(
            "",
            place.isInline() ? InstanceOutcome.OUTPUT_TRUNCATED : InstanceOutcome.OUTPUT_MISSING,
            where + ", and SSM keeps only the first 24,000 characters of it");
      }
      return kept.output().isEmpty()
          ? new Output(
              "", InstanceOutcome.OUTPUT_MISSING, where + ", and SSM says it printed nothing")
          : new Output(kept.output(), InstanceOutcome.SUCCESS, "");
    } catch (SdkException e) {
      return new Output(
          "", InstanceOutcome.OUTPUT_MISSING, where + ", and " + SsmFailure.of(e).text());
    }
  }

  static SsmCalls.Kept kept(RunContext session, Backoff backoff, CommandBatch batch, String id) {
    SsmCalls ssm = session.ssm().apply(batch.place());
    for (int tried = 1; ; tried++) {
      try {
        return ssm.kept(batch.commandId(), id);
      } catch (SdkException e) {
        if (tried == TRIES || !SsmFailure.of(e).code().equals("InvocationDoesNotExist")) {
          throw e;
        }
        session.sleep(backoff.after(tried));
      }
    }
  }
}
