package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import java.util.List;

/**
 * The rows of a finding as OCSF evidences: always the raw row, and beside it, by the columns it
 * has, what OCSF has types for. What does not fit its type is left to the raw row.
 */
final class EvidenceArtifacts {
  /** More are told under unmapped.diffy alone. */
  private static final int MOST_OTHERS = 5;

  private static final int MOST_NAMED = 3;

  private EvidenceArtifacts() {}

  static ArrayNode of(Finding f) {
    ArrayNode evidences = Nodes.array();
    if (!f.row().isEmpty()) {
      ObjectNode evidence = evidences.addObject();
      evidence.put("name", name(f));
      // In the order in which a reader puts the two parts of the row together.
      ObjectNode row = Nodes.row(f.evidence().shared());
      data(evidence, row.setAll(Nodes.row(f.evidence().ofOne())));
      if (f.kind() != Kind.COVERAGE) {
        typed(evidence, new Columns(f.row()), f.kind());
      }
    }
    if (!f.previous().isEmpty()) {
      ObjectNode usual = evidences.addObject();
      usual.put("name", "osquery " + f.query() + " row of the peers");
      data(usual, Nodes.row(f.previous()));
    }
    f.thing().stream()
        .flatMap(thing -> thing.items().stream())
        .filter(item -> !item.row().isEmpty())
        .limit(MOST_OTHERS)
        .forEach(
            item -> {
              ObjectNode other = evidences.addObject();
              other.put("name", "osquery " + f.query() + " row" + hosts(item.instances()));
              data(other, Nodes.row(item.row()));
              typed(other, new Columns(item.row()), f.kind());
            });
    return evidences;
  }

  /** No name of a host where all of them show it. */
  private static String hosts(List<String> ids) {
    int more = ids.size() - MOST_NAMED;
    return (ids.isEmpty() ? "" : " of ")
        + String.join(", ", ids.subList(0, Math.min(ids.size(), MOST_NAMED)))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String name(Finding f) {
    return switch (f.kind()) {
      case COVERAGE -> "coverage of osquery " + f.query();
      case MISSING -> "osquery " + f.query() + " row that the peers have";
      default ->
          "osquery "
              + f.query()
              + " row"
              + (f.evidence().differing().isEmpty() ? "" : " of one of the instances");
    };
  }

  /** As a string: common index templates map the field to text and refuse objects. */
  private static void data(ObjectNode evidence, ObjectNode row) {
    evidence.put("data", Nodes.string(row));
  }

  private static void typed(ObjectNode evidence, Columns row, Kind kind) {
    Network.write(evidence, row);
    // The process of a peer's row is not one of this host.
    if (kind != Kind.MISSING) {
      Nodes.object(evidence, "process", process(row));
    }
    if (row.has("command")) {
      evidence.set("job", job(row));
    }
    ObjectNode file = Files.of(row);
    Nodes.object(evidence, "file", file);
    if (file.isEmpty() || !file.has("owner")) {
      Nodes.object(evidence, "user", user(row));
    }
  }

  private static ObjectNode process(Columns row) {
    ObjectNode process = Nodes.object();
    row.integer("pid", 1, Integer.MAX_VALUE)
        .ifPresent(
            pid -> {
              process.put("pid", pid);
              Nodes.text(process, "name", row.text("name"));
              Nodes.text(process, "cmd_line", row.text("cmdline"));
              Nodes.object(process, "file", Files.named(row.text("path")));
              if (row.has("uid")) {
                process.putObject("user").put("uid", row.text("uid"));
              }
            });
    return process;
  }

  private static ObjectNode job(Columns row) {
    ObjectNode job = Nodes.object();
    job.put("name", row.has("path") ? Files.baseName(row.text("path")) : "crontab");
    job.put("cmd_line", row.text("command"));
    Nodes.text(job, "desc", schedule(row));
    Nodes.object(job, "file", Files.named(row.text("path")));
    return job;
  }

  private static String schedule(Columns row) {
    return row.has("event")
        ? row.text("event")
        : String.join(
                " ",
                row.text("minute"),
                row.text("hour"),
                row.text("day_of_month"),
                row.text("month"),
                row.text("day_of_week"))
            .strip();
  }

  /** An account: of a user, or of the owner of a key. */
  private static ObjectNode user(Columns row) {
    ObjectNode user = Nodes.object();
    if (row.has("username")) {
      user.put("name", row.text("username"));
      Nodes.text(user, "uid", row.text("uid"));
    }
    return user;
  }
}
