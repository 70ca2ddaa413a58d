package io.diffy.remote.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * JSON as osqueryd writes it, which checks neither control characters nor UTF-8; and our own small
 * records. Depth and lengths are bounded.
 */
public final class LenientJson {
  private static final int MAX_STRING = 64 << 20;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(MAX_STRING)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY).build();

  private LenientJson() {}

  /** For streaming. */
  public static JsonFactory factory() {
    return FACTORY;
  }

  /** The tree of a text; throws when it is no JSON. */
  public static JsonNode tree(String text) throws IOException {
    JsonNode tree = MAPPER.readTree(text);
    return tree == null ? MAPPER.missingNode() : tree;
  }

  /** The tree of a record that this project wrote. */
  public static JsonNode record(byte[] bytes) {
    try {
      return tree(new String(bytes, UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }
}
