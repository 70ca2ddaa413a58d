package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Handler;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedS3;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;

@Execution(ExecutionMode.CONCURRENT)
class AwsClientsTest {
  private static final AwsPlace OWN = new AwsPlace(AwsAccount.OWN, "us-east-1");
  private static final AwsPlace PROD =
      new AwsPlace(
          new AwsAccount(
              "123456789012",
              "prod",
              "arn:aws:iam::123456789012:role/diffy-collector",
              TestSessions.EXTERNAL_ID,
              List.of(),
              "{\"Version\":\"2012-10-17\",\"Statement\":[]}"),
          "eu-west-1");
  private static final Map<String, ?> NO_GROUPS = Map.of("AutoScalingGroups", List.of());
  private static final Map<String, ?> NO_COMMANDS = Map.of("Commands", List.of());

  private ScriptedAws aws;

  @BeforeEach
  void start() throws IOException {
    aws = ScriptedAws.start().calledByTheTest();
  }

  @AfterEach
  void stop() {
    aws.close();
  }

  @Test
  void everyClientGoesToItsEndpointInItsRegion() {
    aws.on("ssm", "ListCommands", Handler.always(NO_COMMANDS));
    aws.on("autoscaling", "DescribeAutoScalingGroups", Handler.always(NO_GROUPS));
    aws.on("ec2", "DescribeInstances", Handler.always(Map.of("reservationSet", List.of())));
    ScriptedS3.on(aws, 10, "bucket");
    try (AwsClients clients = AwsClients.open(OWN, "run-1", TestPlugins.context(aws))) {
      clients.ssm().listCommands();
      clients.autoScaling().describeAutoScalingGroups();
      clients.ec2().describeInstances();
      clients.s3().listObjectsV2(list -> list.bucket("bucket"));
    }

    assertEquals(
        List.of("ssm", "autoscaling", "ec2", "s3"),
        aws.calls().stream().map(Call::service).toList());
    assertEquals(
        Set.of("us-east-1"), aws.calls().stream().map(Call::region).collect(Collectors.toSet()));
  }

  @Test
  void aRoleIsAssumedOnceForTheRunWithExternalIdSessionNameAndPolicy() {
    aws.on("sts", "AssumeRole", TestSessions.assumeRole());
    aws.on("ssm", "ListCommands", Handler.always(NO_COMMANDS));
    aws.on("autoscaling", "DescribeAutoScalingGroups", Handler.always(NO_GROUPS));
    try (AwsClients clients = AwsClients.open(PROD, "run-1", TestPlugins.context(aws))) {
      clients.ssm().listCommands();
      clients.ssm().listCommands();
      clients.autoScaling().describeAutoScalingGroups();
    }

    List<Call> assumed = aws.calls("sts", "AssumeRole");
    assertEquals(1, assumed.size());
    assertEquals("run-1", assumed.get(0).param("RoleSessionName"));
    assertEquals(TestSessions.EXTERNAL_ID, assumed.get(0).param("ExternalId"));
    assertEquals(PROD.account().role(), assumed.get(0).param("RoleArn"));
    assertEquals(PROD.account().sessionPolicy(), assumed.get(0).param("Policy"));
    assertEquals("ASIA123456789012", aws.calls("ssm", "ListCommands").get(0).accessKeyId());
    assertEquals("eu-west-1", aws.calls("ssm", "ListCommands").get(0).region());
  }

  @Test
  void aSessionNameIsMadeOfWhatStsTakes() {
    assertEquals("run--rm--rf", AwsCredentials.sessionName("run; rm -rf"));
    assertEquals("diffy-7", AwsCredentials.sessionName("7"));
    assertEquals(64, AwsCredentials.sessionName("x".repeat(200)).length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssm", "autoscaling", "ec2"})
  void throttlingIsRetriedInEverySpelling(String service) {
    aws.on("ssm", "ListCommands", Handler.throttledFirst(1, Handler.always(NO_COMMANDS)));
    aws.on(
        "autoscaling",
        "DescribeAutoScalingGroups",
        Handler.throttledFirst(1, Handler.always(NO_GROUPS)));
    aws.on(
        "ec2",
        "DescribeInstances",
        Handler.throttledFirst(1, Handler.always(Map.of("reservationSet", List.of()))));
    try (AwsClients clients = AwsClients.open(OWN, "run-1", TestPlugins.context(aws))) {
      call(clients, service);
    }

    assertEquals(2, aws.calls().size());
  }

  @Test
  void slowDownOfS3IsRetried() {
    ScriptedS3.on(aws, 10, "bucket").put("bucket", "key", new byte[] {1});
    aws.on(
        "s3",
        "GetObject",
        Handler.throttledFirst(
            1, call -> Answer.raw(200, Map.of("ETag", "\"1\""), new byte[] {1})));
    try (AwsClients clients = AwsClients.open(OWN, "run-1", TestPlugins.context(aws))) {
      clients.s3().getObjectAsBytes(get -> get.bucket("bucket").key("key"));
    }

    assertEquals(2, aws.calls("s3", "GetObject").size());
  }

  @Test
  void throttlingThatDoesNotEndIsSaidSo() {
    aws.on("ssm", "ListCommands", call -> Answer.throttled("ssm"));
    PluginContext context = TestPlugins.context(aws, "aws.max-attempts", "2");
    try (AwsClients clients = AwsClients.open(OWN, "run-1", context)) {
      SdkException e = assertThrows(SdkException.class, () -> clients.ssm().listCommands());

      assertEquals(
          "listing (the own account, region us-east-1): AWS refused it as too frequent"
              + " (ThrottlingException), after all retries; lower aws.calls-per-second or try later",
          AwsFailure.of("listing", OWN, e).getMessage());
    }
    assertEquals(2, aws.calls().size());
  }

  @Test
  void whatWasAnsweredUntilTheTimeWasOverIsSaid() {
    aws.on("ssm", "ListCommands", call -> Answer.throttled("ssm"));
    PluginContext context =
        TestPlugins.context(
            aws, "aws.call-timeout-seconds", "1", "aws.attempt-timeout-seconds", "1");
    try (AwsClients clients = AwsClients.open(OWN, "run-1", context)) {
      SdkException e = assertThrows(SdkException.class, () -> clients.ssm().listCommands());

      String message = AwsFailure.of("listing", OWN, e).getMessage();
      assertTrue(message.contains("AWS did not answer in time"), message);
      assertTrue(message.contains(". The last answer was HTTP 400"), message);
      assertTrue(message.contains("ThrottlingException"), message);
    }
  }

  @Test
  void aConnectionThatFailsIsSaidWithoutTheSdksWords() {
    PluginContext context =
        TestPlugins.context(aws, "aws.endpoint.ssm", "http://127.0.0.1:1", "aws.max-attempts", "1");
    try (AwsClients clients = AwsClients.open(OWN, "run-1", context)) {
      SdkException e = assertThrows(SdkException.class, () -> clients.ssm().listCommands());

      assertEquals(
          "the connection failed (Connection refused); see the network, a proxy, and aws.endpoint.*",
          AwsFailure.told(e));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ExpiredTokenException", "UnrecognizedClientException", "AccessDeniedException"})
  void badCredentialsAreNotRetriedAndSaidSo(String code) {
    aws.on("ssm", "ListCommands", call -> Answer.error(400, code, "User x is not authorized"));
    try (AwsClients clients = AwsClients.open(OWN, "run-1", TestPlugins.context(aws))) {
      SdkException e = assertThrows(SdkException.class, () -> clients.ssm().listCommands());

      String message = AwsFailure.of("listing", OWN, e).getMessage();
      assertTrue(
          message.contains("have expired")
              || message.contains("does not accept the credentials")
              || message.contains("collector-policy.json"),
          message);
    }
    assertEquals(1, aws.calls().size());
  }

  @Test
  void callsOfAllClientsOfAnAccountAndRegionShareOneBudget() {
    aws.on("ssm", "ListCommands", Handler.always(NO_COMMANDS));
    PluginContext context = TestPlugins.context(aws, "aws.calls-per-second", "4");
    long from = System.nanoTime();
    for (int run = 0; run < 3; run++) {
      try (AwsClients clients = AwsClients.open(OWN, "run-" + run, context)) {
        clients.ssm().listCommands();
        clients.ssm().listCommands();
      }
    }

    // Four at once, two more a quarter of a second apart.
    assertTrue(System.nanoTime() - from >= 500_000_000L);
  }

  @Test
  void anUnknownServiceAmongTheEndpointsIsAnError() {
    PluginContext context = TestPlugins.context(aws, "aws.endpoint.asg", "http://localhost:1");

    assertEquals(
        "aws.endpoint.asg: no such service; known are autoscaling, ec2, s3, ssm, sts",
        assertThrows(PluginFailure.class, () -> AwsClients.open(OWN, "run-1", context))
            .getMessage());
  }

  @Test
  void aPresignedAddressHoldsNoSecretKey() {
    try (AwsClients clients = AwsClients.open(OWN, "run-1", TestPlugins.context(aws))) {
      String url =
          clients
              .presigner()
              .presignGetObject(
                  presign ->
                      presign
                          .signatureDuration(Duration.ofMinutes(5))
                          .getObjectRequest(get -> get.bucket("bucket").key("osquery.tar.gz")))
              .url()
              .toString();

      assertTrue(url.startsWith(aws.endpoint() + "/bucket/osquery.tar.gz?"), url);
      assertFalse(url.contains(System.getProperty("aws.secretAccessKey")));
    }
  }

  private static void call(AwsClients clients, String service) {
    switch (service) {
      case "ssm" -> clients.ssm().listCommands();
      case "autoscaling" -> clients.autoScaling().describeAutoScalingGroups();
      default -> clients.ec2().describeInstances();
    }
  }
}
