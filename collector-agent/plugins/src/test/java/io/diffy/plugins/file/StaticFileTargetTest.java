package io.diffy.plugins.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin.Query;
import io.diffy.plugin.kit.Contexts;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaticFileTargetTest {
  private static final String HOSTS =
      """
      # The web servers, and one that is not.
      {"asg":"web","account":"123","region":"us-east-1","instance_id":"i-2","ami":"ami-1","lifecycle":"InService"}

      {"asg":"web","account":"123","region":"us-east-1","instance_id":"i-1","skipped":"in maintenance"}
      {"asg":"batch","instance_id":"i-3"}
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void listHosts() throws IOException {
    file = Files.writeString(folder.resolve("hosts.ndjson"), HOSTS);
  }

  @Test
  void findsTheInstancesOfAGroupByItsNameOrItsKey() {
    Target i1 =
        new Target(
            Instance.named(new GroupKey("123", "us-east-1", "web"), "i-1"), "", "in maintenance");
    Target i2 =
        Target.of(
            new Instance(
                new GroupKey("123", "us-east-1", "web"),
                "i-2",
                new Cohort("ami-1", "", ""),
                Address.UNKNOWN),
            "InService");

    assertEquals(List.of(i1, i2), find("web"));
    assertEquals(List.of(i1, i2), find("123:us-east-1:web"));
  }

  @Test
  void withoutTheSettingTheKeyIsTheFile() {
    assertEquals(
        3,
        new StaticFileTargetPlugin()
            .find(new Query(file.toString(), "", ""), Contexts.of(folder, Map.of()))
            .size());
    assertEquals(
        2,
        new StaticFileTargetPlugin()
            .find(new Query(file.toString(), "123", "us-east-1"), Contexts.of(folder, Map.of()))
            .size());
  }

  @Test
  void whatIsWrongIsSaidWithFileAndLine() throws IOException {
    assertWrong("no JSON: ", "asg: web");
    assertWrong("no JSON object; correct it there", "[1]");
    assertWrong("\"asg\" is missing; correct it there", "{\"instance_id\":\"i-4\"}");
    assertWrong("\"ami\" is no text; ", "{\"asg\":\"web\",\"instance_id\":\"i-4\",\"ami\":1}");
    assertWrong("\"imageid\" is not a field; there are account, ami, ", "{\"imageid\":\"x\"}");
    assertWrong("\"asg\" is too long or has control characters", "{\"asg\":\"\\u001b[31m\"}");
    assertWrong("no JSON: Duplicate field", "{\"asg\":\"a\",\"asg\":\"b\"}");
    assertWrong("no JSON: ", "{\"asg\":\"web\"} {}");
    assertWrong(
        "this instance stands on line 2 already", "{\"asg\":\"web\",\"instance_id\":\"i-2\"}");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    PluginFailure failure =
        assertThrows(
            PluginFailure.class,
            () ->
                new StaticFileTargetPlugin()
                    .find(new Query("/no/such/file", "", ""), Contexts.of(folder, Map.of())));

    assertEquals("there is no file /no/such/file; correct the path", failure.getMessage());
  }

  private List<Target> find(String group) {
    return new StaticFileTargetPlugin()
        .find(new Query(group, "", ""), Contexts.of(folder, Map.of("file", file.toString())));
  }

  private void assertWrong(String problem, String line) throws IOException {
    Files.writeString(file, HOSTS + line + "\n");
    String expected = file + ":6: " + problem;

    PluginFailure failure = assertThrows(PluginFailure.class, () -> find("web"));

    assertEquals(
        expected,
        failure
            .getMessage()
            .substring(0, Math.min(expected.length(), failure.getMessage().length())));
  }
}
