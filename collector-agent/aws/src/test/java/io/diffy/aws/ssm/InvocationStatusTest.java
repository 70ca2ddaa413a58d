package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.plugin.InstanceOutcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvocationStatusTest {

  @ParameterizedTest
  @ValueSource(strings = {"Pending", "InProgress", "Delayed", "Cancelling", "NewIn2027", ""})
  void isNotTheEnd(String status) {
    assertEquals(Optional.empty(), new InvocationStatus(status, status).outcome());
  }

  @ParameterizedTest
  @CsvSource({
    "Success, Success, SUCCESS",
    "Failed, Failed, FAILED",
    "Failed, NonZeroExit, FAILED",
    "Failed, Undeliverable, UNDELIVERABLE",
    "Failed, Access Denied, ACCESS_DENIED",
    "TimedOut, Delivery Timed Out, DELIVERY_TIMED_OUT",
    "TimedOut, DeliveryTimedOut, DELIVERY_TIMED_OUT",
    "TimedOut, ExecutionTimedOut, EXECUTION_TIMED_OUT",
    "Timed Out, TimedOut, EXECUTION_TIMED_OUT",
    "Cancelled, Terminated, TERMINATED",
    "Cancelled, Cancelled, CANCELLED"
  })
  void isTheEnd(String status, String details, InstanceOutcome outcome) {
    assertEquals(Optional.of(outcome), new InvocationStatus(status, details).outcome());
  }

  @Test
  void detailsThatSayNoMoreAreLeftOut() {
    assertEquals("InProgress", new InvocationStatus("InProgress", "In Progress").toString());
    assertEquals(
        "Failed, Undeliverable", new InvocationStatus("Failed", "Undeliverable").toString());
  }
}
