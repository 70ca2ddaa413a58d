package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.aws.scripted.WireFault;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PluginFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are cut on their way, and answers that are not of AWS. */
@Execution(ExecutionMode.CONCURRENT)
class BrokenAnswersTest extends SsmTest {
  private static final Map<String, String> HTML = Map.of("Content-Type", "text/html");
  private static final String PAGE =
      "<html><head><style>p {}</style><title>Sign in</title></head><body>to the <b>guest</b> net";

  @ParameterizedTest
  @CsvSource({
    "ssm, DescribeInstanceInformation",
    "ssm, ListCommandInvocations",
    "s3, ListObjectsV2",
    "s3, GetObject"
  })
  void anAnswerThatIsCutIsReadAgain(String service, String operation) {
    ssm.fleet(3);
    aws.breaks(service, operation, 2, WireFault.cut(0.5));

    assertEquals(3, successes(collect()));
  }

  @ParameterizedTest
  @CsvSource({"ssm, ListCommandInvocations", "s3, ListObjectsV2", "s3, GetObject"})
  void soIsOneInChunks(String service, String operation) {
    ssm.fleet(3);
    aws.breaks(service, operation, 2, WireFault.cutInChunks(0.9));

    assertEquals(3, successes(collect()));
  }

  @ParameterizedTest
  @CsvSource({"ssm, ListCommandInvocations, 0.5", "s3, ListObjectsV2, 0.8", "s3, ListObjectsV2, 0"})
  void aListThatLacksItsEndOrIsEmptyIsReadAgain(String service, String operation, double part) {
    ssm.fleet(3);
    aws.breaks(service, operation, 2, WireFault.cutWithoutALength(part));

    assertEquals(3, successes(collect()));
  }

  @Test
  void anErrorThatIsCutIsReadAgain() {
    ssm.fleet(1);
    ssm.host(1).fails(3, "boom");
    aws.breaks("ssm", "GetCommandInvocation", 1, WireFault.cut(0));

    assertOutcome(InstanceOutcome.FAILED, "exit code 3: boom (Failed)", collect().get(1));
  }

  @Test
  void aCommandWhoseAnswerIsCutIsLookedForAndNotSentTwice() {
    ssm.fleet(3);
    aws.breaks("ssm", "SendCommand", 1, WireFault.cut(0.5));

    assertEquals(3, successes(collect()));
    assertEquals(1, ssm.commands.size());
    assertEquals(1, calls("SendCommand").size());
  }

  @ParameterizedTest
  @CsvSource({"ssm, ListCommandInvocations", "s3, ListObjectsV2"})
  void whatAProxyZipsIsReadAsItWas(String service, String operation) {
    ssm.fleet(3);
    aws.breaks(service, operation, 9, WireFault.zipped());

    assertEquals(3, successes(collect()));
  }

  @Test
  void anObjectThatIsCutEachTimeIsNoFaultOfItsHost() {
    ssm.fleet(2);
    settings.put("aws.max-attempts", "2");
    aws.breaks("s3", "GetObject", 99, WireFault.cut(0.5));

    InstanceResult result = collect().get(1);

    assertEquals(InstanceOutcome.OUTPUT_MISSING, result.outcome());
    assertTrue(
        result
            .reason()
            .startsWith(
                "its output could not be read: the connection was cut in the middle of the answer: "),
        result.reason());
  }

  @Test
  void aPageToSignInAtIsNoObject() {
    ssm.fleet(1);
    aws.breaks("s3", "GetObject", 2, WireFault.other(200, HTML, PAGE));

    assertEquals(1, successes(collect()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | HTTP 200 OK, \"Sign in to the guest net\"",
        "403 | HTTP 403 Forbidden, \"Sign in to the guest net\"",
        "502 | HTTP 502 Bad Gateway, \"Sign in to the guest net\"",
        "503 | HTTP 503 Service Unavailable, \"Sign in to the guest net\"",
        // The JDK's client gives no body of a 401 and 407 to what was posted.
        "401 | HTTP 401 Unauthorized, without a word",
      })
  void whatIsNotOfAwsIsToldWithStatusAndFirstWords(int status, String told) {
    ssm.fleet(1);
    settings.put("aws.max-attempts", "1");
    aws.breaks("ssm", "DescribeInstanceInformation", 99, WireFault.other(status, HTML, PAGE));

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertTrue(
        failure.getMessage().startsWith("SSM could not be asked: " + told + "; it isn't AWS"),
        failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"message\":\"Forbidden\"}",
        "{\"Message\":null}",
        "{\"error\":1}",
        "[]",
        "null"
      })
  void jsonOfSomebodyElseIsNoEmptyList(String body) {
    ssm.fleet(1);
    settings.put("aws.max-attempts", "1");
    aws.breaks("ssm", "DescribeInstanceInformation", 99, WireFault.other(200, Map.of(), body));

    String message = assertThrows(PluginFailure.class, this::collect).getMessage();
    assertTrue(message.contains("it isn't AWS that answered"), message);
  }

  @Test
  void a401MayBeOfAwsToo() {
    ssm.fleet(1);
    settings.put("aws.max-attempts", "1");
    aws.breaks("ssm", "DescribeInstanceInformation", 99, WireFault.other(401, HTML, PAGE));

    String message = assertThrows(PluginFailure.class, this::collect).getMessage();
    assertTrue(message.contains(", or AWS does not accept the credentials: see"), message);
  }

  @Test
  void aRedirectToAPageSaysWhereItLeads() {
    ssm.fleet(1);
    settings.put("aws.max-attempts", "1");
    aws.breaks(
        "ssm",
        "DescribeInstanceInformation",
        99,
        WireFault.other(302, Map.of("Location", "http://portal.example/login"), ""));

    PluginFailure failure = assertThrows(PluginFailure.class, this::collect);

    assertTrue(
        failure.getMessage().contains(", leads to http://portal.example/login"),
        failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 403, 503})
  void aCommandThatSomethingElseAnswersMayHaveBeenSent(int status) {
    ssm.fleet(2);
    aws.breaks("ssm", "SendCommand", 1, WireFault.other(status, HTML, PAGE));

    assertEquals(2, successes(collect()));
    assertEquals(1, ssm.commands.size());
    assertTrue(
        notes.stream()
            .anyMatch(n -> n.startsWith("no answer came to a command for 2 instances (HTTP")),
        notes::toString);
  }

  private static long successes(Map<Integer, InstanceResult> results) {
    return results.values().stream().filter(r -> r.outcome() == InstanceOutcome.SUCCESS).count();
  }
}
