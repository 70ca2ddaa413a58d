package io.diffy.schemas.packfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/** One file with a pack, or a config with its schedule and packs, in osquery's loose JSON. */
final class PackFile {
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(32)
                      .maxStringLength(PackReader.MAX_BYTES)
                      .maxNumberLength(100)
                      .build())
              .build());

  private final String file;
  private final PackText text;
  private final List<Pack> packs = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final NamedFiles files;

  PackFile(String file, String text, NamedFiles files) {
    this.file = file;
    this.text = PackText.of(text);
    this.files = files;
  }

  Packs read() throws IOException {
    readFile();
    return new Packs(List.copyOf(packs), List.copyOf(warnings));
  }

  private void readFile() throws IOException {
    try (JsonParser parser = JSON.createParser(text.json())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed(parser, "is not a JSON object; a pack is {\"queries\": {…}}");
      }
      PackParts parts = readParts(parser, true);
      if (parser.nextToken() != null) {
        throw malformed(parser, "has text after the closing brace; remove it");
      }
      if (parts.hasQueries) {
        packs.add(parts.toPack(PackReader.nameOf(file)));
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new MalformedPack(
          "%s: line %d: not JSON: %s; correct it there%s"
              .formatted(
                  file,
                  text.sourceLine(line),
                  PackText.excerpt(e.getOriginalMessage()),
                  hint(e.getOriginalMessage())));
    }
  }

  private static String hint(String message) {
    if (message.contains("comment")) {
      return "; comments are whole lines that begin with # or //";
    }
    return message.contains("'}' (code 125)") || message.contains("']' (code 93)")
        ? "; osquery allows no comma before a closing bracket"
        : "";
  }

  /** Reads the object the parser stands on: a pack, or a config when {@code top}. */
  private PackParts readParts(JsonParser parser, boolean top) throws IOException {
    PackParts parts = new PackParts();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "queries" -> {
          parts.hasQueries = true;
          readQueries(parser, parts.queries);
        }
        case "schedule" -> {
          if (top && parser.currentToken() == JsonToken.START_OBJECT) {
            PackParts schedule = new PackParts();
            readQueries(parser, schedule.queries);
            packs.add(schedule.toPack(Packs.SCHEDULE));
          } else {
            parser.skipChildren();
          }
        }
        case "packs" -> {
          if (top && parser.currentToken() == JsonToken.START_OBJECT) {
            readPacks(parser);
          } else {
            parser.skipChildren();
          }
        }
        case "platform" -> parts.platform = QueryReader.words(parser.readValueAsTree());
        case "discovery" -> parts.discovery = QueryReader.texts(parser.readValueAsTree());
        case "version", "shard" -> parts.terms.set(key, parser.readValueAsTree());
        default -> parser.skipChildren();
      }
    }
    return parts;
  }

  private void readPacks(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        packs.add(readParts(parser, false).toPack(name));
      } else if (value == JsonToken.VALUE_STRING) {
        include(name, parser.getText());
      } else {
        warnings.add(
            "%s: pack \"%s\" is neither an object nor a path; it is left out"
                .formatted(file, PackText.excerpt(name)));
        parser.skipChildren();
      }
    }
  }

  /** A pack named by path. As in osquery, one that can't be read does not stop the others. */
  private void include(String name, String path) throws IOException {
    if (files.isEmpty()) {
      warnings.add(
          file + ": pack \"" + PackText.excerpt(name) + "\" by path is not read from here");
      return;
    }
    List<Path> found;
    try {
      found = name.equals("*") ? files.matching(path) : List.of(files.named(path));
    } catch (InvalidPathException | PatternSyntaxException e) {
      warnings.add(
          "%s: pack \"%s\": %s is no path; its queries are left out"
              .formatted(file, PackText.excerpt(name), PackText.excerpt(path)));
      return;
    }
    if (found.isEmpty()) {
      warnings.add(file + ": no pack matches " + PackText.excerpt(path));
    }
    for (Path each : found) {
      if (!Files.isRegularFile(each)) {
        warnings.add(
            "%s: pack \"%s\": no file %s; its queries are left out"
                .formatted(file, PackText.excerpt(name), PackText.excerpt(each.toString())));
        continue;
      }
      include(name, each);
    }
  }

  private void include(String name, Path each) throws IOException {
    try {
      Packs included = PackReader.read(each, files);
      warnings.addAll(included.warnings());
      for (Pack pack : included.all()) {
        packs.add(name.equals("*") ? pack : pack.named(name));
      }
    } catch (PackReader.CyclicPack e) {
      throw e;
    } catch (IOException e) {
      warnings.add(
          "%s: pack \"%s\" is left out: %s"
              .formatted(file, PackText.excerpt(name), e.getMessage()));
    }
  }

  /** As in osquery, a query that can't be asked does not stop the others. */
  private void readQueries(JsonParser parser, Map<String, PackQuery> queries) throws IOException {
    boolean list = parser.currentToken() == JsonToken.START_ARRAY;
    if (!list && parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(parser, "queries must be an object {\"name\": {\"query\": …}}");
    }
    while (!parser.nextToken().isStructEnd()) {
      int line = text.sourceLine(parser.currentTokenLocation().getLineNr());
      String name = list ? "" : parser.currentName();
      if (!list) {
        parser.nextToken();
      }
      JsonNode keys = parser.readValueAsTree();
      String own = list ? keys.path("name").asText("") : name;
      try {
        if (queries.putIfAbsent(own, QueryReader.read(own, keys)) != null) {
          throw new IllegalArgumentException("stands twice in this pack; the first counts");
        }
      } catch (IllegalArgumentException e) {
        warnings.add(
            "%s: line %d: query \"%s\": %s"
                .formatted(file, line, PackText.excerpt(own), e.getMessage()));
      }
    }
  }

  private MalformedPack malformed(JsonParser parser, String problem) {
    int line = text.sourceLine(parser.currentTokenLocation().getLineNr());
    return new MalformedPack("%s: line %d: %s".formatted(file, line, problem));
  }

  /** What was read of one pack so far. */
  private static final class PackParts {
    private boolean hasQueries;
    private String platform = "";
    private List<String> discovery = List.of();
    private final ObjectNode terms = JSON.createObjectNode();
    private final Map<String, PackQuery> queries = new LinkedHashMap<>();

    Pack toPack(String name) {
      queries.replaceAll((own, query) -> QueryReader.within(terms, query));
      return new Pack(name, platform, discovery, Collections.unmodifiableMap(queries));
    }
  }
}
