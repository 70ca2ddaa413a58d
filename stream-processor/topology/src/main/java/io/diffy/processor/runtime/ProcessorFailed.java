package io.diffy.processor.runtime;

import java.io.Serial;

/** The processor stopped because of a failure it can't go on from; the cause says which. */
public final class ProcessorFailed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public ProcessorFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
