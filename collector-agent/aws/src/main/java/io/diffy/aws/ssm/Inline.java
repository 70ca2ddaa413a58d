package io.diffy.aws.ssm;

import io.diffy.plugin.Outcome;
import software.amazon.awssdk.core.exception.SdkException;

/** What SSM itself keeps of an output: its beginning. Good enough when that is all of it. */
final class Inline {
  /** SSM answers "does not exist" for an instance that it lists already, for a moment. */
  private static final int TRIES = 4;

  private final Session session;
  private final Backoff backoff;

  Inline(Session session) {
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
  record Output(String text, Outcome outcome, String reason) {}

  Output get(Batch batch, String id, OutputPlace place) {
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
            place.isInline() ? Outcome.OUTPUT_TRUNCATED : Outcome.OUTPUT_MISSING,
            where + ", and SSM keeps only the first 24,000 characters of it");
      }
      return kept.output().isEmpty()
          ? new Output("", Outcome.OUTPUT_MISSING, where + ", and SSM says it printed nothing")
          : new Output(kept.output(), Outcome.SUCCESS, "");
    } catch (SdkException e) {
      return new Output("", Outcome.OUTPUT_MISSING, where + ", and " + Trouble.of(e).text());
    }
  }

  static SsmCalls.Kept kept(Session session, Backoff backoff, Batch batch, String id) {
    SsmCalls ssm = session.ssm().apply(batch.place());
    for (int tried = 1; ; tried++) {
      try {
        return ssm.kept(batch.commandId(), id);
      } catch (SdkException e) {
        if (tried == TRIES || !Trouble.of(e).code().equals("InvocationDoesNotExist")) {
          throw e;
        }
        session.sleep(backoff.after(tried));
      }
    }
  }
}
