package io.diffy.acceptance.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known against the libraries that are shipped: a file of advisories, each with the reason
 * why it is none here, and the bill of materials it is held against.
 *
 * @param bundled artifacts inside others, which no list of libraries shows: by the artifact that
 *     holds them, with its version
 * @param known one line each
 */
record Advisories(Map<String, Shipped> bundled, List<Advisory> known) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final URI OSV = URI.create("https://api.osv.dev");
  private static final String BUNDLED = "bundled";
  private static final String HEAD =
      """
      # Advisories against what is shipped. "deploy/release/advisories" asks https://osv.dev and writes the list anew; reasons stay.
      # A line without a reason, or with one for what is no longer shipped, fails the build.
      # bundled | the artifact that holds it, with its version | what is in it
      # artifact | affected | advisory | what it is | why it is none here
      """;

  /** A library in a version. */
  record Shipped(String artifact, String version) {
    static Shipped of(String text) {
      int end = text.lastIndexOf(':');
      return new Shipped(text.substring(0, end), text.substring(end + 1));
    }

    @Override
    public String toString() {
      return artifact + ":" + version;
    }
  }

  /** One line; ranges are {@code >=A <B}, with commas between them. */
  record Advisory(String artifact, String affected, String id, String summary, String why) {
    boolean hits(Shipped shipped) {
      return shipped.artifact.equals(artifact)
          && Stream.of(affected.split(","))
              .anyMatch(range -> holds(range.strip(), shipped.version));
    }

    private static boolean holds(String range, String version) {
      return Stream.of(range.split(" +"))
          .allMatch(
              bound -> {
                int sign = bound.startsWith(">=") || bound.startsWith("<=") ? 2 : 1;
                Version limit = Version.parse(bound.substring(sign));
                int side = Version.parse(version).compareTo(limit);
                return switch (bound.substring(0, sign)) {
                  case ">=" -> side >= 0;
                  case "<=" -> side <= 0;
                  default -> side < 0;
                };
              });
    }
  }

  static Advisories read(Path file) throws IOException {
    Map<String, Shipped> bundled = new LinkedHashMap<>();
    List<Advisory> known = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] cells = Stream.of(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
      if (cells[0].equals(BUNDLED)) {
        bundled.put(cells[1], Shipped.of(cells[2]));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        known.add(new Advisory(cells[0], cells[1], cells[2], cells[3], cells[4]));
      }
    }
    return new Advisories(bundled, known);
  }

  /** What hits what is shipped, and has no reason why it is none. */
  List<Advisory> unexplained(List<Shipped> shipped) {
    return hits(shipped).stream().filter(hit -> hit.why.isEmpty()).toList();
  }

  /** What is explained though nothing is hit any more. */
  List<Advisory> stale(List<Shipped> shipped) {
    return known.stream().filter(one -> !hits(shipped).contains(one)).toList();
  }

  private List<Advisory> hits(List<Shipped> shipped) {
    List<Shipped> all = withBundled(shipped);
    return known.stream().filter(one -> all.stream().anyMatch(one::hits)).toList();
  }

  private List<Shipped> withBundled(List<Shipped> shipped) {
    return Stream.concat(
            shipped.stream(),
            shipped.stream().map(Shipped::toString).map(bundled::get).filter(its -> its != null))
        .toList();
  }

  /** The libraries of a bill of materials, without our own. */
  static List<Shipped> shipped(JsonNode bill) {
    List<Shipped> shipped = new ArrayList<>();
    for (JsonNode each : bill.path("components")) {
      if (!each.path("group").asText().equals("io.diffy")) {
        String artifact = each.path("group").asText() + ":" + each.path("name").asText();
        shipped.add(new Shipped(artifact, each.path("version").asText()));
      }
    }
    return shipped;
  }

  /** Whose licences a bill of materials names: a line for each library. */
  static String licences(JsonNode bill) {
    Map<String, TreeSet<String>> licences = new TreeMap<>();
    for (JsonNode each : bill.path("components")) {
      if (!each.path("group").asText().equals("io.diffy")) {
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode one : each.path("licenses")) {
          JsonNode licence = one.path("license");
          names.add(
              licence
                  .path("id")
                  .asText(licence.path("name").asText(one.path("expression").asText())));
        }
        licences.put(each.path("group").asText() + ":" + each.path("name").asText(), names);
      }
    }
    return licences.entrySet().stream()
        .map(its -> its.getKey() + " | " + String.join(", ", its.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  /** The same list as a service knows it now; what was explained stays so. */
  Advisories asked(URI service, List<Shipped> shipped) throws IOException, InterruptedException {
    Map<String, String> reasons = new LinkedHashMap<>();
    known.forEach(one -> reasons.put(one.artifact + one.id, one.why));
    List<Shipped> all = withBundled(shipped);
    ArrayNode queries = JSON.createArrayNode();
    for (Shipped each : all) {
      queries
          .addObject()
          .put("version", each.version)
          .putObject("package")
          .put("ecosystem", "Maven")
          .put("name", each.artifact);
    }
    JsonNode answers =
        ask(service.resolve("/v1/querybatch"), JSON.createObjectNode().set("queries", queries))
            .path("results");
    List<Advisory> fresh = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (JsonNode found : answers.path(i).path("vulns")) {
        String id = found.path("id").asText().replaceAll("[^A-Za-z0-9-]", "");
        JsonNode whole = ask(service.resolve("/v1/vulns/" + id), null);
        String artifact = all.get(i).artifact;
        fresh.add(
            new Advisory(
                artifact,
                affected(whole, artifact),
                id,
                whole.path("summary").asText().replaceAll("[|\\s]+", " "),
                reasons.getOrDefault(artifact + id, "")));
      }
    }
    return new Advisories(bundled, fresh);
  }

  private static String affected(JsonNode advisory, String artifact) {
    List<String> ranges = new ArrayList<>();
    for (JsonNode each : advisory.path("affected")) {
      if (each.path("package").path("name").asText().equals(artifact)) {
        for (JsonNode range : each.path("ranges")) {
          StringBuilder one = new StringBuilder();
          for (JsonNode event : range.path("events")) {
            event
                .properties()
                .forEach(
                    its ->
                        one.append(
                            Map.of("introduced", " >=", "fixed", " <", "last_affected", " <=")
                                    .getOrDefault(its.getKey(), " >=")
                                + its.getValue().asText()));
          }
          ranges.add(one.toString().strip());
        }
      }
    }
    return ranges.isEmpty() ? ">=0" : String.join(", ", ranges);
  }

  private static JsonNode ask(URI uri, JsonNode body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (body != null) {
      request.POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(uri + " answered " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(HEAD);
    bundled.forEach((in, what) -> text.append("bundled | " + in + " | " + what + "\n"));
    known.forEach(
        one ->
            text.append(
                String.join(
                    " | ", one.artifact, one.affected, one.id, one.summary, one.why + "\n")));
    return text.toString();
  }

  /**
   * Asks for all of a bill of materials and writes both lists.
   *
   * @param files the bill, the list of advisories, the list of licences
   */
  public static void main(String[] files) throws IOException, InterruptedException {
    JsonNode bill = JSON.readTree(Path.of(files[0]).toFile());
    Path list = Path.of(files[1]);
    Files.writeString(Path.of(files[2]), licences(bill), UTF_8);
    Files.writeString(list, read(list).asked(OSV, shipped(bill)).toString(), UTF_8);
  }
}
