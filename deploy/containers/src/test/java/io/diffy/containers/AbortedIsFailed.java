package io.diffy.containers;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * Who asked for these tests wants to know whether they pass: an assumption that fails is a failure.
 */
public final class AbortedIsFailed
    implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw failed(thrown);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw failed(thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw failed(thrown);
  }

  private static Throwable failed(Throwable thrown) {
    return thrown instanceof TestAbortedException
        ? new AssertionError("nothing is skipped here: " + thrown.getMessage(), thrown)
        : thrown;
  }
}
