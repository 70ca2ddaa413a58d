package io.diffy.schemas.packfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads Fleet's YAML: the documents of {@code fleetctl apply} (packs, queries, configs, teams) and
 * the files of GitOps, where queries stand as a list.
 */
final class FleetPacks {
  /** What Fleet calls the pack of queries that are in none: {@code pack/Global/<query>}. */
  private static final String GLOBAL = "Global";

  private final String file;
  private final Map<String, Map<String, JsonNode>> packs = new LinkedHashMap<>();
  private final Map<String, JsonNode> known = new LinkedHashMap<>();
  private final Map<String, JsonNode> terms = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  FleetPacks(String file) {
    this.file = file;
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
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(PackReader.MAX_BYTES);
    limits.setNestingDepthLimit(32);
    limits.setAllowDuplicateKeys(false);
    YAMLMapper yaml = new YAMLMapper(YAMLFactory.builder().loaderOptions(limits).build());
    try (MappingIterator<JsonNode> documents = yaml.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNext()) {
        document(documents.next());
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new MalformedPack(
          "%s: line %d: not YAML: %s; correct it there"
              .formatted(file, line, PackText.excerpt(e.getOriginalMessage())));
    }
    return packs();
  }

  private void document(JsonNode node) {
    if (node.isArray()) {
      node.forEach(this::document);
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
  private void config(JsonNode node, JsonNode spec) {
    JsonNode team = spec.has("team") ? spec.path("team") : spec;
    for (String key : List.of("queries", "reports")) {
      JsonNode queries = team.path(key);
      if (queries.isArray()) {
        queries.forEach(this::listed);
      } else {
        queries.properties().forEach(each -> keep(nameOf(team), each.getKey(), each.getValue()));
      }
    }
    if (!node.has("kind") && team.has("query")) {
      query(team);
    }
    JsonNode options = team.path("agent_options").has("config") ? team.path("agent_options") : team;
    JsonNode osquery = options.path("config");
    scheduled(osquery.path("schedule"), Packs.SCHEDULE);
    osquery
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

  private void listed(JsonNode query) {
    if (query.has("path") || query.has("paths")) {
      String path = query.has("path") ? query.path("path").asText() : query.path("paths").asText();
      warnings.add(
          "%s: queries of %s are not read from here; name that file too"
              .formatted(file, PackText.excerpt(path)));
    } else {
      query(query);
    }
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
    if (spec.path("interval").asInt(0) > 0) {
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
