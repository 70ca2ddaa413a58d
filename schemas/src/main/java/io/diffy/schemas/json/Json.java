package io.diffy.schemas.json;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one JSON factory and mapper. What it reads comes from hosts, so depth, string and number
 * lengths are bounded, names are not interned for good, and no class is ever chosen by the input.
 */
public final class Json {
  /** Deepest nesting accepted; our own records need less than half of it. */
  public static final int MAX_DEPTH = 32;

  /** Longest single string accepted, in characters. */
  public static final int MAX_STRING = 10 * 1024 * 1024;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_STRING)
                  .maxNumberLength(100)
                  .build())
          // Error messages reach dead letters and logs: quote little of the input.
          .errorReportConfiguration(
              ErrorReportConfiguration.builder().maxErrorTokenLength(40).build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          // The shortest form of a double, the same on every JDK.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          // Numbers we do not know must come out as they went in.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final ObjectReader TREES = MAPPER.reader();

  private Json() {}

  /** For streaming; parsers and generators leave the caller's streams open. */
  public static JsonFactory factory() {
    return FACTORY;
  }

  /** For trees. Shared: don't configure it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * The tree of a text that anybody may have written.
   *
   * @throws IOException when it is not JSON, or has a number that no number type can hold
   */
  public static JsonNode tree(byte[] json) throws IOException {
    try {
      return MAPPER.readTree(json);
    } catch (NumberFormatException e) {
      // The parser lets exponents through that nothing can hold.
      throw new IOException("a number out of range", e);
    }
  }

  /** A value of a record's unknown field, as {@link io.diffy.schemas.Observation} keeps it. */
  public static String text(JsonNode value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing but a bug keeps a tree from being written", e);
    }
  }

  /** The tree that {@link #text} was made of. */
  static JsonNode value(String text) {
    try {
      return TREES.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("what was written as JSON is JSON", e);
    }
  }

  static ObjectReader trees() {
    return TREES;
  }
}
