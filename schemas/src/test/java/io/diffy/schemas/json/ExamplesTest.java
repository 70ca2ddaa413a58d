package io.diffy.schemas.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.schemas.TestSchemas;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.codec.MalformedRecord;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples that ship with the schemas: the valid ones pass, the others fail for their reason.
 */
class ExamplesTest {
  private static final Map<String, Codec<?>> CODECS =
      Map.of(
          "observation", new ObservationCodec(),
          "baseline", new BaselineCodec(),
          "exception", new ExceptionRuleCodec(),
          "control", new ControlCodec(),
          "evaluation", new EvaluationCodec(),
          "finding", new FindingCodec(),
          "audit", new AuditEntryCodec());

  /** What JSON Schema has no words for. */
  private static final Set<String> ONLY_A_CODEC_SEES =
      Set.of(
          "observation-part-beyond-parts",
          "observation-time-before-1970",
          "observation-column-twice",
          "observation-field-twice",
          "baseline-field-twice",
          "baseline-error-answer",
          "baseline-other-query",
          "baseline-withdrawn-with-answers",
          "exception-everywhere-without-item",
          "exception-cohort-without-cohort",
          "exception-removed-for-ever");

  /** What no JSON parser reads. */
  private static final Set<String> NO_JSON =
      Set.of("observation-not-json", "observation-cut-off", "observation-two-objects");

  @ParameterizedTest
  @MethodSource
  void valid(Path example) throws IOException, MalformedRecord {
    byte[] json = Files.readAllBytes(example);
    assertEquals(List.of(), TestSchemas.errors(type(example), json));
    assertStable(CODECS.get(type(example)), json, type(example));
  }

  private static <T> void assertStable(Codec<T> codec, byte[] json, String type)
      throws MalformedRecord {
    T value = codec.decode(json);
    byte[] written = codec.encode(value);
    assertEquals(value, codec.decode(written));
    assertArrayEquals(written, codec.encode(codec.decode(written)));
    assertEquals(List.of(), TestSchemas.errors(type, written));
  }

  @ParameterizedTest
  @MethodSource
  void invalid(Path example) throws IOException {
    String why = Files.readString(sibling(example, ".why.txt")).strip();
    byte[] json = Files.readAllBytes(example);
    Codec<?> codec = CODECS.get(type(example));
    String reason = assertThrows(MalformedRecord.class, () -> codec.decode(json)).getMessage();
    assertFalse(why.isEmpty());
    assertTrue(reason.contains(why), reason);
    String name = sibling(example, "").getFileName().toString();
    if (!NO_JSON.contains(name)) {
      assertEquals(
          ONLY_A_CODEC_SEES.contains(name), TestSchemas.errors(type(example), json).isEmpty());
    }
  }

  static Stream<Path> valid() throws IOException {
    return examples("valid");
  }

  static Stream<Path> invalid() throws IOException {
    return examples("invalid");
  }

  private static Stream<Path> examples(String kind) throws IOException {
    List<Path> examples;
    try (Stream<Path> files = Files.list(folder().resolve(kind))) {
      examples =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .filter(file -> CODECS.containsKey(type(file)))
              .sorted()
              .toList();
    }
    assertFalse(examples.isEmpty());
    return examples.stream();
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(ExamplesTest.class.getResource("/examples")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String type(Path example) {
    String name = String.valueOf(example.getFileName());
    return name.substring(0, name.indexOf('-'));
  }

  private static Path sibling(Path example, String ending) {
    String name = String.valueOf(example.getFileName());
    return example.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
  }
}
