package io.diffy.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policies allow what the collector called in all tests of this module, and nothing else. */
@Isolated("It looks at what all other tests recorded.")
class PoliciesTest {
  private static final String COLLECTOR = "collector-policy.json";
  private static final String INSTANCE = "instance-policy.json";
  private static final String ARCHIVE = "archive-policy.json";

  /** AWS can't restrict these to a resource. */
  private static final Set<String> WITHOUT_RESOURCE =
      Set.of(
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeInstanceRefreshes",
          "ec2:DescribeInstances",
          "ec2:DescribeLaunchTemplateVersions",
          "ssm:CancelCommand",
          "ssm:DescribeInstanceInformation",
          "ssm:GetCommandInvocation",
          "ssm:ListCommandInvocations",
          "ssm:ListCommands");

  @ParameterizedTest
  @ValueSource(strings = {"autoscaling", "ec2", "s3", "ssm", "sts"})
  void theCollectorMayCallWhatItCallsAndNothingElse(String service) throws IOException {
    Set<String> called = called(call -> call.service().equals(service) && !isOfTheArchive(call));
    assertEquals(
        actions(COLLECTOR).stream()
            .filter(action -> action.startsWith(service + ":"))
            .collect(Collectors.toCollection(TreeSet::new)),
        called,
        "the policy against the calls of the tests that ran; all of the module must run");
  }

  @Test
  void theArchiveMayBeWrittenAndReadAndNothingElse() throws IOException {
    assertEquals(
        actions(ARCHIVE),
        called(PoliciesTest::isOfTheArchive),
        "the policy against the calls of the tests that ran; all of the module must run");
    for (JsonNode statement : statements(ARCHIVE)) {
      assertTrue(statement.toString().contains("${ARCHIVE_PREFIX}/*"), statement::toString);
    }
  }

  private static Set<String> called(Predicate<Call> of) {
    return Exchange.all().stream()
        .filter(Exchange::ours)
        .map(Exchange::call)
        .filter(of)
        .map(PoliciesTest::action)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The tests of the archive write and read below a prefix of this name. */
  private static boolean isOfTheArchive(Call call) {
    return call.service().equals("s3") && call.uri().toString().contains("diffy-archive");
  }

  @Test
  void instancesMayWriteAndNotRead() throws IOException {
    assertEquals(Set.of("s3:GetEncryptionConfiguration", "s3:PutObject"), actions(INSTANCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {COLLECTOR, INSTANCE, ARCHIVE})
  void noActionHasAWildCardAndNoResourceIsEverythingWhereItCanBeSaid(String file)
      throws IOException {
    for (JsonNode statement : statements(file)) {
      for (String action : texts(statement.get("Action"))) {
        assertFalse(action.contains("*"), action);
        assertEquals(
            WITHOUT_RESOURCE.contains(action),
            texts(statement.get("Resource")).contains("*"),
            action);
      }
    }
  }

  @Test
  void commandsGoToOneDocumentAndOnlyToTaggedInstances() throws IOException {
    List<JsonNode> sending = new ArrayList<>();
    for (JsonNode statement : statements(COLLECTOR)) {
      if (texts(statement.get("Action")).contains("ssm:SendCommand")) {
        sending.add(statement);
      }
    }

    assertEquals(2, sending.size());
    assertTrue(sending.get(0).get("Resource").asText().endsWith(":document/${DOCUMENT_NAME}"));
    assertTrue(sending.get(1).get("Resource").asText().endsWith(":instance/*"));
    assertEquals(
        "true", sending.get(1).at("/Condition/StringEquals/ssm:resourceTag~1osq-collect").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {COLLECTOR, INSTANCE, ARCHIVE})
  void everyPlaceholderIsExplained(String file) throws IOException {
    String docs = Files.readString(folder().resolve("../../docs/aws.md"));
    Matcher placeholder =
        Pattern.compile("\\$\\{[A-Z_]+}").matcher(Files.readString(folder().resolve(file)));

    while (placeholder.find()) {
      assertTrue(docs.contains("`" + placeholder.group() + "`"), placeholder.group());
    }
  }

  /** What IAM calls the permission that a call needs. */
  private static String action(Call call) {
    String operation =
        switch (call.service() + " " + call.operation()) {
          case "s3 HeadObject" -> "GetObject";
          case "s3 PostObject" -> "PutObject";
          case "s3 ListObjectsV2", "s3 HeadBucket" -> "ListBucket";
          default -> call.operation();
        };
    return call.service() + ":" + operation;
  }

  private static Set<String> actions(String file) throws IOException {
    Set<String> actions = new TreeSet<>();
    for (JsonNode statement : statements(file)) {
      assertEquals("Allow", statement.get("Effect").asText());
      actions.addAll(texts(statement.get("Action")));
    }
    return actions;
  }

  private static JsonNode statements(String file) throws IOException {
    JsonNode policy = new ObjectMapper().readTree(folder().resolve(file).toFile());
    assertEquals("2012-10-17", policy.get("Version").asText());
    return policy.get("Statement");
  }

  private static List<String> texts(JsonNode oneOrMore) {
    List<String> texts = new ArrayList<>();
    if (oneOrMore.isArray()) {
      oneOrMore.forEach(text -> texts.add(text.asText()));
    } else {
      texts.add(oneOrMore.asText());
    }
    return texts;
  }

  private static Path folder() {
    return Path.of(System.getProperty("policies"));
  }
}
