package io.diffy.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A released schema is a promise. When one must be broken, it gets a new version and a new topic;
 * when it only grows, copy it to {@code released/} with the release.
 */
class SchemaCompatibilityTest {
  private static final String RELEASED = "/released/v0.1/";

  @ParameterizedTest
  @MethodSource("released")
  void keepsWhatWasReleased(String schema) throws IOException {
    JsonNode before = read(RELEASED + schema);
    JsonNode after = read("/schemas/" + schema);
    assertEquals(before.path("$id"), after.path("$id"));
    assertEquals(List.of(), SchemaDiff.breaks(before, after));
  }

  static Stream<String> released() throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(SchemaCompatibilityTest.class.getResource(RELEASED)).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertFalse(names.isEmpty());
      return names.stream();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'required':['a']} | {'required':['a','b']} | /required grew",
        "{} | {'required':['a']} | /required grew",
        "{'properties':{'a':{}}} | {'properties':{}} | /properties/a is gone",
        "{'type':['string','null']} | {'type':'string'} | /type lost values",
        "{} | {'type':'string'} | /type lost values",
        "{'enum':['x','y']} | {'enum':['x','z']} | /enum lost values",
        "{'maxLength':9} | {'maxLength':8} | /maxLength lowered",
        "{} | {'maxLength':8} | /maxLength lowered",
        "{'minimum':0} | {'minimum':1} | /minimum raised",
        "{} | {'minimum':1} | /minimum raised",
        "{} | {'additionalProperties':false} | /additionalProperties closed",
        "{'pattern':'a'} | {'pattern':'b'} | /pattern changed",
        "{'items':{'type':'string'}} | {'items':{'type':'number'}} | /items/type lost values",
        "{'$defs':{'n':{'enum':[1,2]}}} | {'$defs':{'n':{'enum':[1]}}} | /$defs/n/enum lost values",
        "{'properties':{'a':{'$ref':'#/$defs/x'}}} | {'properties':{'a':{'$ref':'#/$defs/y'}}}"
            + " | /properties/a/$ref changed",
      })
  void namesBreaks(String before, String after, String expected) throws IOException {
    assertEquals(List.of(expected), SchemaDiff.breaks(json(before), json(after)));
  }

  @Test
  void growingIsNoBreak() throws IOException {
    assertEquals(
        List.of(),
        SchemaDiff.breaks(
            json(
                "{'title':'A','required':['a'],'maxLength':8,'minimum':1,'pattern':'a',"
                    + "'properties':{'a':{'enum':['x']}},'additionalProperties':false}"),
            json(
                "{'title':'B','maxLength':9,'minimum':0,"
                    + "'properties':{'a':{'enum':['x','y']},'b':{}},"
                    + "'additionalProperties':true}")));
  }

  private static JsonNode read(String resource) throws IOException {
    return Json.mapper().readTree(TestSchemas.text(resource));
  }

  private static JsonNode json(String singleQuoted) throws IOException {
    return Json.mapper().readTree(singleQuoted.replace('\'', '"'));
  }
}
