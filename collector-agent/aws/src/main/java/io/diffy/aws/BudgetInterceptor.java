package io.diffy.aws;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Has every call wait for its budget, before the SDK's time-outs run. Retries wait by the SDK's own
 * back-off and are only counted.
 */
record BudgetInterceptor(CallBudget budget) implements ExecutionInterceptor {
  private static final ExecutionAttribute<Boolean> SENT = new ExecutionAttribute<>("DiffySent");

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    try {
      budget.take(operation(attributes));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("stopped while waiting to call AWS", e);
    }
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    if (Boolean.TRUE.equals(attributes.getAttribute(SENT))) {
      budget.charge(operation(attributes));
    }
    attributes.putAttribute(SENT, true);
  }

  private static String operation(ExecutionAttributes attributes) {
    return attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME)
        + "."
        + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
  }
}
