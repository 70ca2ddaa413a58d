package io.diffy.schemas.packfile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.Platforms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * Reads Fleet's YAML: the documents of {@code fleetctl apply} (packs, queries, configs, teams) and
 * the files of GitOps, where queries stand as a list.
 */
final class FleetPacks {
  /** What Fleet calls the pack of queries that are in none: {@code pack/Global/<query>}. */
  private static final String GLOBAL = "Global";

  private final String file;
  private NamedFiles files;
  private final Map<String, Map<String, JsonNode>> packs = new LinkedHashMap<>();
  private final Map<String, JsonNode> known = new LinkedHashMap<>();
  private final Map<String, JsonNode> terms = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  FleetPacks(String file, NamedFiles files) {
    this.file = file;
    this.files = files;
  }

  /** By the file's name, or because it can be no JSON. */
  static boolean isYaml(String file, String text) {
    String name = file.toLowerCase(Locale.ROOT);
    String begin = text.stripLeading();
    return name.endsWith(".yml")
        || name.endsWith(".yaml")
        || begin.startsWith("---")
        || begin.startsWith("apiVersion:");
  }

  Packs read(String text) throws IOException {
    for (JsonNode document : FleetYaml.documents(file, text)) {
      document(document);
    }
    return packs();
  }

  private void document(JsonNode node) throws IOException {
    if (node.isArray()) {
      for (JsonNode each : node) {
        document(each);
      }
      return;
    }
    JsonNode spec = node.has("spec") ? node.path("spec") : node;
    switch (node.path("kind").asText("")) {
      case "pack" -> pack(spec);
      case "query", "report" -> query(spec);
      case "label", "policy", "software", "user_roles", "enroll_secret" -> {
        // Nothing in it is asked on a schedule.
      }
      default -> config(node, spec);
    }
  }

  /** A config, a team, or a file of GitOps. */
  private void config(JsonNode node, JsonNode spec) throws IOException {
    JsonNode team = spec.has("team") ? spec.path("team") : spec;
    for (String key : List.of("queries", "reports")) {
      JsonNode queries = team.path(key);
      if (queries.isArray()) {
        for (JsonNode query : queries) {
          listed(query);
        }
      } else {
        queries.properties().forEach(each -> keep(nameOf(team), each.getKey(), each.getValue()));
      }
    }
    if (!node.has("kind") && team.has("query")) {
      query(team);
    }
    JsonNode options = team.path("agent_options");
    if (options.has("path")) {
      include(options, this::options);
    }
    options(options.has("config") || options.has("overrides") ? options : team);
  }

  /** Agent options; those for Linux count beside those for all. */
  private void options(JsonNode options) {
    asked(options.path("config"));
    JsonNode platforms = options.path("overrides").path("platforms");
    platforms
        .properties()
        .forEach(
            platform -> {
              if (Platforms.includeLinux(platform.getKey())) {
                asked(platform.getValue());
              }
            });
  }

  /** A config of osquery's. */
  private void asked(JsonNode config) {
    scheduled(config.path("schedule"), Packs.SCHEDULE);
    config
        .path("packs")
        .properties()
        .forEach(
            pack -> {
              if (pack.getValue().isObject()) {
                terms.put(pack.getKey(), pack.getValue());
                scheduled(pack.getValue().path("queries"), pack.getKey());
              } else {
                warnings.add(
                    "%s: pack \"%s\" by path is not read from here"
                        .formatted(file, PackText.excerpt(pack.getKey())));
              }
            });
  }

  private static String nameOf(JsonNode pack) {
    return pack.path("name").asText("Fleet");
  }

  private void listed(JsonNode query) throws IOException {
    if (query.has("path") || query.has("paths")) {
      include(query, this::document);
    } else {
      query(query);
    }
  }

  private interface Taker {
    void take(JsonNode document) throws IOException;
  }

  /** The documents of files that are named, seen from the file that names them. */
  private void include(JsonNode names, Taker taker) throws IOException {
    boolean one = names.has("path");
    String path = names.path(one ? "path" : "paths").asText();
    NamedFiles here = files;
    List<Path> found = List.of();
    try {
      if (!here.isEmpty()) {
        found = one ? List.of(here.named(path)) : here.matching(path);
      }
    } catch (InvalidPathException | PatternSyntaxException e) {
      // Told as no file.
    }
    if (found.isEmpty()) {
      warnings.add("%s: no file %s".formatted(file, PackText.excerpt(path)));
    }
    for (Path each : found) {
      if (!Files.isRegularFile(each)) {
        warnings.add(
            "%s: no file %s; its queries are left out"
                .formatted(file, PackText.excerpt(each.toString())));
        continue;
      }
      files = here.inside(each);
      try (InputStream in = Files.newInputStream(each)) {
        for (JsonNode document :
            FleetYaml.documents(each.toString(), PackReader.text(each.toString(), in))) {
          taker.take(document);
        }
      } catch (PackReader.CyclicPack e) {
        throw e;
      } catch (IOException e) {
        warnings.add(e.getMessage());
      }
    }
    files = here;
  }

  private void scheduled(JsonNode queries, String pack) {
    queries.properties().forEach(each -> keep(pack, each.getKey(), each.getValue()));
  }

  private void pack(JsonNode spec) {
    String name = nameOf(spec);
    terms.put(name, spec);
    packs.computeIfAbsent(name, n -> new LinkedHashMap<>());
    JsonNode queries = spec.path("queries");
    if (queries.isObject()) {
      scheduled(queries, name);
    }
    for (JsonNode query : queries.isArray() ? queries : List.<JsonNode>of()) {
      String own = query.path("name").asText(query.path("query").asText(""));
      keep(name, own, query);
    }
  }

  /** A query of its own; Fleet asks it where it has an interval, or a pack names it. */
  private void query(JsonNode spec) {
    String name = spec.path("name").asText("");
    known.put(name, spec);
    if (!List.of("", "0", "null").contains(spec.path("interval").asText(""))) {
      keep(GLOBAL, name, spec);
    }
  }

  private void keep(String pack, String name, JsonNode query) {
    packs.computeIfAbsent(pack, p -> new LinkedHashMap<>()).putIfAbsent(name, query);
  }

  private Packs packs() {
    List<Pack> read = new ArrayList<>();
    if (packs.isEmpty()) {
      // A file of queries alone: they are asked by packs of other files.
      known.forEach((name, query) -> keep(GLOBAL, name, query));
    }
    Set<String> asked = new HashSet<>();
    packs
        .values()
        .forEach(
            queries ->
                queries.forEach(
                    (name, query) -> {
                      asked.add(name);
                      asked.add(query.path("query").asText(""));
                    }));
    known.keySet().stream()
        .filter(name -> !asked.contains(name))
        .forEach(
            name ->
                warnings.add(
                    "%s: query \"%s\": has no interval and stands in no pack, so Fleet does not ask it"
                        .formatted(file, PackText.excerpt(name))));
    packs.forEach(
        (name, queries) -> {
          JsonNode pack = terms.getOrDefault(name, MissingNode.getInstance());
          Map<String, PackQuery> all = new LinkedHashMap<>();
          queries.forEach(
              (own, query) -> {
                try {
                  all.put(own, QueryReader.within(pack, QueryReader.read(own, osquery(query))));
                } catch (IllegalArgumentException e) {
                  warnings.add(
                      "%s: query \"%s\": %s"
                          .formatted(file, PackText.excerpt(own), e.getMessage()));
                }
              });
          read.add(
              new Pack(
                  name,
                  QueryReader.words(pack.path("platform")),
                  QueryReader.texts(pack.path("discovery")),
                  Collections.unmodifiableMap(all)));
        });
    return new Packs(List.copyOf(read), List.copyOf(warnings));
  }

  /** What a query says in osquery's own keys; its text may stand under its name elsewhere. */
  private JsonNode osquery(JsonNode query) {
    if (!query.isObject()) {
      return query;
    }
    ObjectNode keys = query.deepCopy();
    JsonNode named = known.get(query.path("query").asText(""));
    if (named != null && !named.equals(query)) {
      keys.set("query", named.path("query"));
      for (String key : List.of("description", "platform", "diffy")) {
        if (!keys.has(key) && named.has(key)) {
          keys.set(key, named.get(key));
        }
      }
    }
    String logging = query.path("logging").asText("");
    if (logging.startsWith("snapshot")) {
      keys.put("snapshot", true);
    } else if (logging.equals("differential_ignore_removals")) {
      keys.put("removed", false);
    }
    if (query.has("min_osquery_version")) {
      keys.set("version", query.get("min_osquery_version"));
    }
    return keys;
  }
}
