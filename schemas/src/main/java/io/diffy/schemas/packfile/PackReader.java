package io.diffy.schemas.packfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/**
 * Reads osquery's pack format, and the packs and schedule of an {@code osquery.conf}
 * (https://osquery.readthedocs.io/en/stable/deployment/configuration/). What this project adds
 * stands per query under {@code diffy}; osquery ignores it.
 */
public final class PackReader {
  /** osquery's own limit for a configuration. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int MAX_INCLUDED_FILES = 256;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(32)
                      .maxStringLength(MAX_BYTES)
                      .maxNumberLength(100)
                      .build())
              .build());

  private final String file;
  private final Path folder;
  private final PackText text;
  private final List<Pack> packs = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private PackReader(String file, Path folder, String text) {
    this.file = file;
    this.folder = folder;
    this.text = PackText.of(text);
  }

  /** Reads a pack file or an osquery.conf; packs a config names by path are read too. */
  public static Packs read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), file.toAbsolutePath().getParent(), in);
    }
  }

  /**
   * Reads a file that holds one pack.
   *
   * @throws MalformedPack also when it is a config with several
   */
  public static Pack readOne(Path file) throws IOException {
    return only(file.toString(), read(file));
  }

  /** Reads one pack from a stream, for packs that ship inside a jar; {@code name} is its file. */
  static Pack readOne(String name, InputStream in) throws IOException {
    return only(name, read(name, null, in));
  }

  private static Packs read(String name, Path folder, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new MalformedPack(
          name + ": more than " + MAX_BYTES + " bytes, osquery's own limit; split the pack");
    }
    PackReader reader = new PackReader(name, folder, new String(bytes, StandardCharsets.UTF_8));
    reader.readFile();
    return new Packs(List.copyOf(reader.packs), List.copyOf(reader.warnings));
  }

  private static Pack only(String file, Packs packs) throws MalformedPack {
    if (packs.all().size() != 1) {
      throw new MalformedPack(
          file + ": holds " + packs.all().size() + " packs where one is expected; name one pack");
    }
    return packs.all().get(0);
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
        packs.add(parts.toPack(packName()));
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new MalformedPack(
          "%s: line %d: not JSON: %s; correct it there"
              .formatted(file, text.sourceLine(line), PackText.excerpt(e.getOriginalMessage())));
    }
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
            packs.add(schedule.toPack("schedule"));
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
        case "platform" -> parts.platform = parser.getValueAsString("");
        case "discovery" -> parts.discovery = QueryReader.texts(parser.readValueAsTree());
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
        throw malformed(
            parser,
            "pack \"%s\" is neither an object nor a path".formatted(PackText.excerpt(name)));
      }
    }
  }

  /** A pack named by path. As in osquery, one that can't be read does not stop the others. */
  private void include(String name, String path) throws IOException {
    if (folder == null) {
      warnings.add(
          file + ": pack \"" + PackText.excerpt(name) + "\" by path is not read from here");
      return;
    }
    List<Path> found;
    try {
      found = name.equals("*") ? glob(path) : List.of(folder.resolve(path));
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
      Packs included = read(each);
      warnings.addAll(included.warnings());
      for (Pack pack : included.all()) {
        packs.add(name.equals("*") ? pack : pack.named(name));
      }
    }
  }

  /** The files of {@code "*": "/folder/*.conf"}; a wildcard counts in the last part only. */
  private List<Path> glob(String pattern) throws IOException {
    int slash = pattern.lastIndexOf('/');
    Path within = folder.resolve(slash < 0 ? "." : pattern.substring(0, slash + 1));
    if (!Files.isDirectory(within)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(within, pattern.substring(slash + 1))) {
      for (Path each : files) {
        if (found.size() == MAX_INCLUDED_FILES) {
          warnings.add(file + ": " + pattern + " matches more than " + MAX_INCLUDED_FILES);
          break;
        }
        found.add(each);
      }
    }
    Collections.sort(found);
    return found;
  }

  private void readQueries(JsonParser parser, Map<String, PackQuery> queries) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(parser, "queries must be an object {\"name\": {\"query\": …}}");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int line = text.sourceLine(parser.currentTokenLocation().getLineNr());
      parser.nextToken();
      JsonNode keys = parser.readValueAsTree();
      try {
        if (queries.put(name, QueryReader.read(name, keys)) != null) {
          throw new IllegalArgumentException("stands twice in this pack; rename one");
        }
      } catch (IllegalArgumentException e) {
        throw new MalformedPack(
            "%s: line %d: query \"%s\": %s"
                .formatted(file, line, PackText.excerpt(name), e.getMessage()));
      }
    }
  }

  private MalformedPack malformed(JsonParser parser, String problem) {
    int line = text.sourceLine(parser.currentTokenLocation().getLineNr());
    return new MalformedPack("%s: line %d: %s".formatted(file, line, problem));
  }

  /** The file's name without its folder and ending, as osquery users name packs. */
  private String packName() {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** What was read of one pack so far. */
  private static final class PackParts {
    private boolean hasQueries;
    private String platform = "";
    private List<String> discovery = List.of();
    private final Map<String, PackQuery> queries = new LinkedHashMap<>();

    Pack toPack(String name) {
      return new Pack(name, platform, discovery, Collections.unmodifiableMap(queries));
    }
  }
}
