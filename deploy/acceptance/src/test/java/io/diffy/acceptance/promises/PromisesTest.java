package io.diffy.acceptance.promises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javassist.CannotCompileException;
import javassist.CtClass;
import javassist.CtMethod;
import javassist.NotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a version promises, the versions after it keep: {@code docs/upgrade.md}. What broke on
 * purpose comes with a new MINOR (before 1.0.0) or MAJOR, and with a folder of its own in {@code
 * promises/}. The JSON schemas have theirs beside them.
 */
final class PromisesTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path RELEASED =
      ROOT.resolve("deploy/acceptance/src/test/resources/promises");
  private static final Pattern VERSION = Pattern.compile("<version>([0-9]+\\.[0-9]+)\\.[^<]+<");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final JsonNode ASKING = http("[{'name':'limit','in':'query'}]", "'id'");

  @TempDir private Path folder;

  @Test
  void pluginsOfThisVersionsFirstReleaseStillFit() throws IOException {
    assertEquals(List.of(), PluginApi.breaks(released("plugin-api.jar"), now(all -> {})));
  }

  @Test
  void whoAskedOverHttpMayGoOn() throws IOException {
    Path now = ROOT.resolve("deploy/console/src/main/resources/openapi.json");
    assertEquals(List.of(), ApiDiff.http(read(released("openapi.json")), read(now)));
  }

  @Test
  void whoReadsAndWritesTopicsMayGoOn() throws IOException {
    JsonNode before = YAML.readTree(released("asyncapi.yaml").toFile());
    JsonNode now = YAML.readTree(ROOT.resolve("docs/asyncapi.yaml").toFile());
    assertEquals(List.of(), ApiDiff.topics(before, now));
  }

  @Test
  void whatWouldBreakAPluginIsNamed() throws IOException {
    breaks("METHOD_REMOVED", all -> remove(all.get("io.diffy.plugin.PluginInfo"), "reading"));
    breaks("CLASS_REMOVED", all -> all.remove("io.diffy.plugin.SinkRecord"));
    breaks("METHOD_ADDED_TO_INTERFACE", all -> add(all, "int more();"));
    breaks("METHOD_REMOVED", all -> remove(all.get("io.diffy.schemas.Observation"), "rows"));
  }

  @Test
  void whatPluginsNeedNotHaveBreaksNone() throws IOException {
    Path now = now(all -> add(all, "public int more() { return 1; }"));
    assertEquals(List.of(), PluginApi.breaks(released("plugin-api.jar"), now));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'name':'limit','in':'query'}] | 'id' | ``",
        "[{'name':'limit','in':'query'},{'name':'x','in':'query'}] | 'id','more' | ``",
        "[] | 'id' | get /a query limit is gone",
        "[{'name':'limit','in':'query','required':true}] | 'id' | get /a query limit is needed",
        "[{'name':'limit','in':'query'},{'name':'x','in':'query','required':true}] | 'id'"
            + " | get /a needs query x",
        "[{'name':'limit','in':'query','schema':{'maximum':5}}] | 'id'"
            + " | get /a query limit /maximum lowered",
        "[{'name':'limit','in':'query'}] | 'other' | get /a 200 /properties/id is gone",
      })
  void whatWouldBreakWhoAsksIsNamed(String parameters, String fields, String expected) {
    List<String> said = ApiDiff.http(ASKING, http(parameters, fields));
    assertEquals(
        expected.isEmpty() ? List.of() : List.of(expected),
        said.subList(0, Math.min(1, said.size())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'address':'b' | t is gone",
        "'address':'t','messages':{'m':{'payload':{'$ref':'y.json'}}} | t /payload/$ref changed",
      })
  void whatWouldBreakWhoReadsATopicIsNamed(String channel, String expected) throws IOException {
    String was = "'address':'t','messages':{'m':{'payload':{'$ref':'x.json'}}}";
    assertEquals(List.of(), ApiDiff.topics(topics(was), topics(was)));
    assertEquals(List.of(expected), ApiDiff.topics(topics(was), topics(channel)));
  }

  private void breaks(String expected, Consumer<Map<String, CtClass>> change) throws IOException {
    List<String> said = PluginApi.breaks(released("plugin-api.jar"), now(change));
    assertTrue(said.size() == 1 && said.get(0).contains(expected), () -> expected + ": " + said);
  }

  private Path now(Consumer<Map<String, CtClass>> change) throws IOException {
    Path jar = folder.resolve("now.jar");
    PluginApi.write(jar, change);
    return jar;
  }

  private static void remove(CtClass from, String method) {
    try {
      from.removeMethod(from.getDeclaredMethod(method));
    } catch (NotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static void add(Map<String, CtClass> all, String method) {
    CtClass to = all.get("io.diffy.plugin.TargetPlugin");
    try {
      to.addMethod(CtMethod.make(method, to));
    } catch (CannotCompileException e) {
      throw new AssertionError(e);
    }
  }

  /** Of the version that is built: each MINOR begins with what it breaks. */
  private static Path released(String file) throws IOException {
    Matcher version = VERSION.matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertTrue(version.find());
    Path released = RELEASED.resolve("v" + version.group(1)).resolve(file);
    assertTrue(
        Files.exists(released),
        () ->
            released
                + " is not there: copy what this version promises, and name its breaks in the changelog");
    return released;
  }

  private static JsonNode http(String parameters, String fields) {
    StringBuilder properties = new StringBuilder();
    for (String field : fields.split(",", -1)) {
      properties.append(properties.isEmpty() ? "" : ",").append(field).append(":{}");
    }
    return json(
        ("{'paths':{'/a':{'get':{'parameters':%s,'responses':{'200':{'content':{'application/json':"
                + "{'schema':{'properties':{%s}}}}}}}}}}")
            .formatted(parameters, properties));
  }

  private static JsonNode topics(String channel) {
    return json("{'channels':{'c':{%s}}}".formatted(channel));
  }

  private static JsonNode json(String singleQuoted) {
    try {
      return JSON.readTree(singleQuoted.replace('\'', '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }
}
