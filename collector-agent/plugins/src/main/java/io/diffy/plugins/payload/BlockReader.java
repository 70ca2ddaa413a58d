package io.diffy.plugins.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.diffy.agent.osquery.Printable;
import io.diffy.plugin.BadOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads the answers of a {@link PayloadDocument}, and no more of them than fits into memory. Bytes
 * that are no UTF-8 become U+FFFD.
 */
final class BlockReader {
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final int MAX_BLOCKS = 100_000;

  private final JsonFactory json;
  private final boolean zipped;
  private final Instant otherwiseAt;
  private final int maxBytes;
  private long budget;

  BlockReader(boolean zipped, PayloadLimits limits, Instant otherwiseAt) {
    this.zipped = zipped;
    this.otherwiseAt = otherwiseAt;
    this.maxBytes = limits.maxBytes();
    this.budget = limits.maxTotal();
    this.json =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(4)
                    .maxStringLength(2 * limits.maxBytes())
                    .maxNumberLength(18)
                    .build())
            .build();
  }

  List<Block> read(byte[] bytes, int from, int length) throws BadOutput {
    try (JsonParser parser = json.createParser(bytes, from, length)) {
      List<Block> blocks = new ArrayList<>();
      require(parser.nextToken() == JsonToken.START_ARRAY, "its answers are no list");
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        require(blocks.size() < MAX_BLOCKS, "it has too many answers");
        blocks.add(block(parser));
      }
      require(
          parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null,
          "its answers are no list of objects");
      return blocks;
    } catch (JsonProcessingException e) {
      throw new BadOutput(
          "its answers are no JSON: " + Printable.of(e.getOriginalMessage()), false);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadOutput("an answer can't be decoded: " + Printable.of(e.getMessage()), false);
    }
  }

  private Block block(JsonParser parser) throws IOException, BadOutput {
    String name = "";
    Instant at = otherwiseAt;
    long pid = 0;
    int exit = 0;
    String out = null;
    String errors = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = parser.getValueAsString("");
        case "at" -> at = time(parser.getValueAsString(""));
        case "pid" -> pid = parser.getValueAsLong();
        case "exit" -> exit = parser.getValueAsInt(255);
        case "out" -> out = new String(decoded(parser), StandardCharsets.UTF_8);
        case "err" ->
            errors = new String(Base64.getDecoder().decode(ascii(parser)), StandardCharsets.UTF_8);
        default -> parser.skipChildren();
      }
    }
    require(out != null, "an answer lacks its output");
    return new Block(name, at, pid, exit, out, errors);
  }

  /** As it is; where it was zipped, unzipped no further than one answer may go. */
  private byte[] decoded(JsonParser parser) throws IOException, BadOutput {
    byte[] packed = Base64.getDecoder().decode(ascii(parser));
    byte[] plain = packed;
    if (zipped) {
      try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        plain = unzipped.readNBytes(maxBytes + 1);
      }
    }
    budget -= plain.length;
    require(plain.length <= maxBytes && budget >= 0, "its answers are bigger than it may print");
    return plain;
  }

  private static byte[] ascii(JsonParser parser) throws IOException, BadOutput {
    require(parser.currentToken() == JsonToken.VALUE_STRING, "an output is no text");
    return parser.getText().getBytes(StandardCharsets.UTF_8);
  }

  private Instant time(String text) {
    try {
      Instant time = Instant.parse(text);
      return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST) ? otherwiseAt : time;
    } catch (DateTimeException e) {
      // An instance whose clock makes no sense has still answered.
      return otherwiseAt;
    }
  }

  private static void require(boolean holds, String problem) throws BadOutput {
    if (!holds) {
      throw new BadOutput(problem, false);
    }
  }
}
