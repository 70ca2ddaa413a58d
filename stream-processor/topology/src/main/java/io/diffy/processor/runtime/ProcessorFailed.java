package io.diffy.processor.runtime;

import java.io.Serial;

/** The processor stopped because of a failure it can't go on from; the cause says which. */
public final class ProcessorFailed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public ProcessorFailed(String message, Throwable cause) {
    super(message, cause);
  }

  /** What stopped it: where Kafka Streams was, and what went wrong there. */
  public static ProcessorFailed by(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = root == cause ? cause.getMessage() : cause.getMessage() + ": " + root.getMessage();
    return new ProcessorFailed("the processor stopped: " + why, cause);
  }
}
