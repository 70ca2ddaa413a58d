package io.diffy.agent.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tables have the columns of osquery 5.22.1; needs its schema in -Dshared.data=DIR. */
class OsquerySchemaTest {
  private static final String SCHEMA = "osquery/jmpsec-osctrl/osquery-schema-5.22.1.json";

  @Test
  void columnsAndTypesAreOsquerys() throws IOException {
    String data = System.getProperty("shared.data");
    assumeTrue(data != null, "-Dshared.data is not given: osquery's schema is not compared");
    JsonNode schema = new ObjectMapper().readTree(Path.of(data, SCHEMA).toFile());
    Map<String, Map<String, String>> expected = new HashMap<>();
    schema.forEach(table -> expected.put(table.path("name").asText(), columns(table)));
    for (OsqueryTable table : BuiltInTables.ALL) {
      if (BuiltInTables.OWN.contains(table.name())) {
        continue;
      }
      Map<String, String> ours = new LinkedHashMap<>();
      table.columns().forEach(column -> ours.put(column.name(), column.type()));
      assertEquals(
          List.copyOf(expected.get(table.name()).entrySet()),
          List.copyOf(ours.entrySet()),
          table.name());
    }
  }

  /** What SELECT * shows on Linux. */
  private static Map<String, String> columns(JsonNode table) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (JsonNode column : table.path("columns")) {
      JsonNode platforms = column.path("platforms");
      boolean onLinux = platforms.isEmpty() || platforms.toString().contains("\"linux\"");
      if (onLinux && !column.path("hidden").asBoolean()) {
        columns.put(column.path("name").asText(), column.path("type").asText());
      }
    }
    return columns;
  }
}
