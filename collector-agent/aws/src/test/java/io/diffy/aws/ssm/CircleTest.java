package io.diffy.aws.ssm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Handler;
import io.diffy.plugin.InstanceOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A token of a page that repeats ends the list, and is told. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CircleTest extends SsmTest {

  @Test
  void instancesThatSsmKnows() {
    ssm.fleet(2);
    aws.on("ssm", "DescribeInstanceInformation", circling(ssm::describe));

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(2));
    assertTold("instances that SSM knows");
    assertEquals(2, calls("DescribeInstanceInformation").size());
  }

  @Test
  void statesOfACommand() {
    ssm.fleet(2);
    aws.on("ssm", "ListCommandInvocations", circling(ssm::listInvocations));

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(2));
    assertTold("instances of command 00000001-1111-4111-8111-111111111111");
  }

  @Test
  void commands() {
    ssm.fleet(2);
    aws.on("ssm", "ListCommands", circling(ssm::listCommands));
    aws.on("ssm", "SendCommand", Handler.firstly(1, this::lost, ssm::send));

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(2));
    assertTold("commands");
    assertEquals(1, ssm.commands.size());
  }

  @Test
  void objectsOfACommand() {
    ssm.fleet(2);
    aws.on("s3", "ListObjectsV2", this::sameKeysForEver);

    assertOutcome(InstanceOutcome.SUCCESS, "", collect().get(2));
    assertTold("objects in s3://diffy-output/diffy/runs/" + RUN);
  }

  private void assertTold(String list) {
    List<String> told =
        notes.stream().filter(note -> note.startsWith("the list of " + list)).toList();
    assertFalse(told.isEmpty(), notes::toString);
    assertEquals(Set.copyOf(told).size(), told.size(), "each once");
  }

  private Answer lost(Call call) {
    ssm.send(call);
    return Answer.error(500, "InternalServerError", "");
  }

  /** The first page again and again, with the token of the next behind each. */
  private static Handler circling(Handler first) {
    return call -> {
      Call fresh =
          new Call(
              call.service(),
              call.operation(),
              call.region(),
              call.accessKeyId(),
              call.method(),
              call.uri(),
              call.headers(),
              withoutToken(call));
      Map<String, Object> shape = new TreeMap<>();
      ((Map<?, ?>) first.answer(fresh).shape()).forEach((k, v) -> shape.put((String) k, v));
      shape.put("NextToken", "same");
      return Answer.of(shape);
    };
  }

  private static byte[] withoutToken(Call call) {
    try {
      ObjectNode body = (ObjectNode) call.json();
      body.remove("NextToken");
      return new ObjectMapper().writeValueAsBytes(body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer sameKeysForEver(Call call) {
    String prefix = call.query().get("prefix");
    StringBuilder keys = new StringBuilder();
    for (String path : ssm.objects().keySet()) {
      String key = path.substring(path.indexOf('/') + 1);
      if (key.startsWith(prefix)) {
        keys.append(
            "<Contents><Key>%s</Key><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>"
                .formatted(key));
      }
    }
    return Answer.raw(
        200,
        "application/xml",
        "<ListBucketResult><Name>%s</Name><Prefix>%s</Prefix><MaxKeys>1000</MaxKeys>%s<IsTruncated>true</IsTruncated><NextContinuationToken>same</NextContinuationToken></ListBucketResult>"
            .formatted(ScriptedSsm.BUCKET, prefix, keys));
  }
}
