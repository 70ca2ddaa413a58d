package io.diffy.processor.runtime;

import java.io.Serial;
import java.util.Optional;

/** The processor stopped because of a failure it can't go on from; the cause says which. */
public final class ProcessorFailed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public ProcessorFailed(String message, Throwable cause) {
    super(message, cause);
  }

  /** What stopped the judging of a recording. */
  public static ProcessorFailed by(Throwable cause) {
    return new ProcessorFailed("the processor stopped: " + StopRule.why(cause), cause);
  }

  /** What stopped it, and what a person does. */
  static ProcessorFailed by(Throwable cause, Optional<String> record) {
    return cause instanceof ProcessorFailed said
        ? said
        : new ProcessorFailed("the processor stopped: " + StopRule.sentence(cause, record), cause);
  }
}
