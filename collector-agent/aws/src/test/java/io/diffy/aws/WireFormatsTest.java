package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Exchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Everything that was recorded in this module's tests, checked against AWS's own service models:
 * the requests keep to every rule of the model, and AWS's parsers lose nothing of the answers. So
 * the scripted AWS is not merely consistent with itself.
 */
@Isolated("It looks at what all other tests recorded.")
class WireFormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void botocore() throws IOException, InterruptedException {
    boolean there = false;
    try {
      there = python("-c", "import botocore").code() == 0;
    } catch (IOException e) {
      // No python3.
    }
    assumeTrue(there, "python3 with botocore is not installed (Debian: python3-botocore)");
  }

  @Test
  void allRequestsAndAnswersOfAllTestsFitTheModels() throws IOException, InterruptedException {
    Run run = check(Exchange.all());

    assertEquals(0, run.code(), run.output());
  }

  @Test
  void whatAwsWouldRefuseAndWhatNoParserUnderstandsIsFound()
      throws IOException, InterruptedException {
    String instances = "Action=DescribeInstances";
    Map<Exchange, String> bad = new LinkedHashMap<>();
    bad.put(sent("SendCommand", "{'InstanceIds': ['i-0a']}"), "DocumentName: is required");
    bad.put(sent("SendCommand", "{'DocumentName': 'AWS-Run', 'Colour': 1}"), "Colour: unknown");
    bad.put(sent("SendCommand", "{'DocumentName': 'AWS Run'}"), "'AWS Run' does not match");
    bad.put(sent("SendCommand", "{'InstanceIds': " + ids(51) + "}"), "51 are more than 50");
    bad.put(sent("ListCommandInvocations", "{'MaxResults': 51}"), "51 are more than 50");
    bad.put(sent("ListCommandInvocations", "{'InstanceId': 'i'}"), "'i' does not match");
    bad.put(sent("ListCommands", "{'Filters': []}"), "Filters: 0 are fewer than 1");
    bad.put(
        sent("ListCommands", "{'Filters': [{'key': 'Color', 'value': 'x'}]}"),
        "'Color' is not one of");
    bad.put(sent("ListComands", "{}"), "ssm ListComands: no such operation");
    bad.put(
        exchange("ssm", "ListCommands", "{}", "{\"Comands\": []}"),
        "ssm ListCommands: answer.Comands: unknown");
    bad.put(exchange("ec2", "DescribeInstances", instances + "&Colour=1", ""), "Colour: unknown");
    bad.put(
        exchange(
            "ec2",
            "DescribeInstances",
            instances,
            """
            <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\
            <reservationSet><item><instanceSet><item><instanceId>i-0a</instanceId></item>\
            </instanceSet></item></reservationSet></DescribeInstancesResponse>"""),
        "ec2 DescribeInstances: answer: 0 of 1 values are understood");

    Run run = check(List.copyOf(bad.keySet()));

    assertEquals(1, run.code());
    for (String complaint : bad.values()) {
      assertTrue(run.output().contains(complaint), complaint + " is missing in " + run.output());
    }
  }

  /** A call to SSM, in single quotes for readability. */
  private static Exchange sent(String operation, String body) {
    return exchange("ssm", operation, body.replace('\'', '"'), "{}");
  }

  private static List<String> ids(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add("'i-%017x'".formatted(i));
    }
    return ids;
  }

  private static Exchange exchange(String service, String operation, String body, String answer) {
    Call call =
        new Call(
            service,
            operation,
            "us-east-1",
            "",
            "POST",
            URI.create("/"),
            Map.of(),
            body.getBytes(StandardCharsets.UTF_8));
    return new Exchange(call, Answer.raw(200, "text/plain", answer), false);
  }

  private Run check(List<Exchange> exchanges) throws IOException, InterruptedException {
    Set<String> lines = new LinkedHashSet<>(); // A poll that is answered as before says no more.
    for (Exchange exchange : exchanges) {
      lines.add(line(exchange));
    }
    Path file = Files.write(folder.resolve("exchanges.ndjson"), lines);
    return python(Path.of("src", "test", "python", "check_wire.py").toString(), file.toString());
  }

  /** Bytes become base64. The bytes of an object in S3 are nobody's model. */
  private static String line(Exchange exchange) throws IOException {
    Call call = exchange.call();
    boolean object = call.operation().equals("GetObject") && exchange.answer().status() < 300;
    byte[] none = new byte[0];
    Map<String, Object> line = new TreeMap<>();
    line.put("service", call.service());
    line.put("operation", call.operation());
    line.put("uri", call.uri().toString());
    line.put("headers", headers(call));
    line.put("body", call.operation().equals("PutObject") ? none : call.body());
    line.put("status", exchange.answer().status());
    line.put("answer_headers", exchange.answer().headers());
    line.put("answer", object ? none : exchange.answer().bytes());
    return JSON.writeValueAsString(line);
  }

  /** Without those that differ with every call and stand in no model. */
  private static Map<String, String> headers(Call call) {
    Map<String, String> headers = new TreeMap<>(call.headers());
    headers
        .keySet()
        .removeAll(
            Set.of(
                "amz-sdk-invocation-id",
                "amz-sdk-request",
                "authorization",
                "host",
                "x-amz-date",
                "x-amz-security-token"));
    return headers;
  }

  private record Run(int code, String output) {}

  private static Run python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    return new Run(process.exitValue(), output);
  }
}
