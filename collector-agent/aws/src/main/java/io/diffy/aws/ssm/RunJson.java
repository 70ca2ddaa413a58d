package io.diffy.aws.ssm;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** A run as JSON, as its records are. Only this program reads it, so what is odd is an error. */
final class RunJson {
  private static final int VERSION = 2;

  private static final ObjectMapper JSON =
      JsonMapper.builder(Json.factory())
          .addModule(new Jdk8Module())
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new Parsed<>(Instant::parse))
                  .addDeserializer(Duration.class, new Parsed<>(Duration::parse)))
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RunJson() {}

  private record Versioned(int version, SsmRun run) {}

  static byte[] write(SsmRun run) throws IOException {
    return JSON.writeValueAsBytes(new Versioned(VERSION, run));
  }

  /**
   * A run that was written.
   *
   * @throws IOException also when it is not one
   */
  static SsmRun read(byte[] bytes) throws IOException {
    try {
      if (JSON.readTree(bytes).path("version").asInt() != VERSION) {
        throw new IOException("made by another version of this program");
      }
      return JSON.readValue(bytes, Versioned.class).run();
    } catch (RuntimeException e) {
      throw new IOException("not a run: " + e.getMessage(), e);
    }
  }

  /** A text that is parsed. */
  private static final class Parsed<T> extends JsonDeserializer<T> {
    private final Function<String, T> parse;

    Parsed(Function<String, T> parse) {
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return parse.apply(parser.getText());
    }
  }
}
