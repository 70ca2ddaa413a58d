package io.diffy.schemas;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The shipped JSON Schemas, for tests: resolved from the class path, never from the network. */
public final class TestSchemas {
  private static final String BASE = "https://diffy-streams.dev/schemas/v1/";

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(TestSchemas::textById));

  private TestSchemas() {}

  /** What a record breaks of the schema of its type; empty when it is valid. */
  public static List<String> errors(String type, byte[] json) {
    Schema schema = REGISTRY.getSchema(SchemaLocation.of(BASE + type + ".schema.json"));
    return schema
        .validate(
            new String(json, StandardCharsets.UTF_8),
            InputFormat.JSON,
            context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
        .stream()
        .map(Error::toString)
        .toList();
  }

  private static String textById(String id) {
    return id.startsWith(BASE) ? text("/schemas/" + id.substring(BASE.length())) : null;
  }

  static String text(String resource) {
    try (InputStream in = TestSchemas.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no " + resource + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
