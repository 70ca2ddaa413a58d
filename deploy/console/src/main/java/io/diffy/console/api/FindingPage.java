package io.diffy.console.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.console.state.FindingLife;
import io.diffy.explain.ExplainJson;
import io.diffy.explain.Explanation;
import io.diffy.rules.item.NormalizationTrace;
import io.diffy.schemas.Difference;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.Evaluation.Absent;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Kind;
import io.diffy.schemas.ShownThing.ShownItem;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.json.Techniques;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.OpenFindings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All there is to show of one finding. */
final class FindingPage {
  private static final int MOST_OTHERS = 100;

  private final Desk desk;
  private final FindingJson json;
  private final Finding finding;
  private final Explanation explained;
  private final Set<String> accused;

  FindingPage(Desk desk, FindingJson json, FindingLife life) {
    this.desk = desk;
    this.json = json;
    finding = life.latest();
    explained = Explanation.of(life.events(), List.copyOf(desk.state().exceptions()), desk.pack());
    accused =
        finding.instances().stream()
            .map(Instance::instanceId)
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  ObjectNode json() {
    ObjectNode node = FindingJson.node();
    node.set("summary", json.of(finding));
    ObjectNode explanation = (ObjectNode) tree(ExplainJson.line(explained));
    // They stand beside it.
    node.set("finding", explanation.remove("finding"));
    explanation.remove("accepted");
    columns(node.putArray("columns"));
    ArrayNode differences = node.putArray("differences");
    finding.differences().forEach(one -> differences.add(difference(one)));
    hosts(node.putArray("hosts"));
    strip(node.putArray("strip"));
    timeline(node.putArray("timeline"), explanation.path("history"));
    others(node);
    Instant now = desk.clock().instant();
    ArrayNode exceptions = node.putArray("exceptions");
    explained.accepted().stream()
        .filter(ExceptionRule::silences)
        .forEach(rule -> exceptions.add(FindingJson.of(rule, now)));
    ArrayNode techniques = node.putArray("techniques");
    finding
        .techniques()
        .forEach(id -> techniques.addObject().put("id", id).put("name", Techniques.name(id)));
    ObjectNode next = node.putObject("next");
    next.setAll((ObjectNode) explanation.path("next"));
    explanation.remove("next");
    node.set("explanation", explanation);
    new Handover(finding, explanation, next).add();
    return node;
  }

  private static JsonNode tree(String line) {
    try {
      return Json.tree(line.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written can't be read", e);
    }
  }

  private static ObjectNode difference(Difference of) {
    ObjectNode node = FindingJson.node().put("query", of.query()).put("cohort", of.cohort());
    node.put("hosts", of.hosts()).put("things", of.things());
    ArrayNode examples = node.putArray("examples");
    for (Difference.Example example : of.examples()) {
      ObjectNode shown = examples.addObject().put("kind", example.kind().word());
      FindingJson.row(shown.putObject("row"), example.row());
      FindingJson.row(shown.putObject("previous"), example.previous());
    }
    return node;
  }

  /** Expected against observed: the columns that say which thing it is first. */
  private void columns(ArrayNode columns) {
    Map<String, String> row = finding.row();
    boolean changed = finding.kind() == Kind.CHANGED;
    Optional<NormalizationTrace> masking = explained.masking();
    Set<String> names = new LinkedHashSet<>();
    masking.ifPresent(trace -> names.addAll(trace.identity().keySet()));
    masking.ifPresent(trace -> names.addAll(trace.attributes().keySet()));
    names.addAll(row.keySet());
    names.addAll(finding.previous().keySet());
    Set<String> differing =
        Set.copyOf(explained.rules().differing(finding.row(), finding.previous()));
    for (String name : names) {
      String here = explained.isPeersRow() ? null : row.get(name);
      String there =
          changed ? finding.previous().get(name) : explained.isPeersRow() ? row.get(name) : null;
      boolean masked = finding.maskedColumns().contains(name);
      boolean leftOut = masking.map(trace -> trace.dropped().containsKey(name)).orElse(false);
      boolean identity = masking.map(trace -> trace.identity().containsKey(name)).orElse(false);
      columns
          .addObject()
          .put("column", name)
          .put("role", leftOut ? "left_out" : identity ? "identity" : "attribute")
          .put("observed", here)
          .put("expected", there)
          .put("differs", !masked && !leftOut && (!changed || differing.contains(name)))
          .put("masked", masked);
    }
  }

  /** Each with its own times and, where hosts show the thing differently, its own row. */
  private void hosts(ArrayNode hosts) {
    for (Instance instance : finding.instances()) {
      String id = instance.instanceId();
      ObjectNode host = FindingJson.of(instance);
      finding
          .sighting(id)
          .ifPresent(
              sighting -> {
                sighting.first().ifPresent(at -> FindingJson.time(host, "first_seen", at));
                FindingJson.time(host, "last_seen", sighting.last());
                sighting.returned().ifPresent(at -> FindingJson.time(host, "returned_at", at));
                FindingJson.row(host.putObject("own"), sighting.own());
              });
      finding.thing().stream()
          .flatMap(thing -> thing.items().stream())
          .filter(item -> item.instances().contains(id) && !item.row().isEmpty())
          .map(ShownItem::row)
          .findFirst()
          .ifPresent(row -> FindingJson.row(host.putObject("row"), row));
      hosts.add(host);
    }
  }

  private void strip(ArrayNode strip) {
    Map<String, String> cells = new TreeMap<>();
    Optional<Evaluation> judged =
        desk.state().find(finding.group()).flatMap(group -> group.newest(finding.query()));
    judged.ifPresent(
        evaluation -> {
          evaluation.covered().forEach(id -> cells.put(id, "like_peers"));
          evaluation.absent().stream()
              .map(Absent::instanceId)
              .forEach(id -> cells.put(id, "absent"));
        });
    accused.forEach(id -> cells.put(id, "odd"));
    cells.forEach((id, state) -> strip.addObject().put("instance_id", id).put("state", state));
  }

  private void timeline(ArrayNode timeline, JsonNode history) {
    List<ObjectNode> moments = new ArrayList<>();
    for (JsonNode event : history) {
      moments.add(event.deepCopy());
    }
    for (Instance instance : finding.instances()) {
      finding
          .firstSeenOn(instance.instanceId())
          .ifPresent(at -> moments.add(moment(at, "first seen on " + instance.instanceId(), "")));
    }
    for (ExceptionRule rule : explained.accepted()) {
      String by = rule.acceptedBy();
      rule.accepted()
          .triage()
          .ifPresentOrElse(
              step ->
                  moments.add(
                      moment(
                          rule.acceptedAt(),
                          step.state().words()
                              + (step.assignee().isEmpty() ? "" : ", for " + step.assignee())
                              + (rule.reason().isEmpty() ? "" : ": " + rule.reason()),
                          by)),
              () -> moments.add(moment(rule.acceptedAt(), "accepted: " + rule.reason(), by)));
      rule.removal()
          .ifPresent(end -> moments.add(moment(end.at(), "no longer accepted", end.by())));
    }
    moments.sort(Comparator.comparing(moment -> Instant.parse(moment.path("at").asText())));
    moments.forEach(timeline::add);
  }

  private static ObjectNode moment(Instant at, String what, String by) {
    ObjectNode node = FindingJson.node().put("at", at.toString()).put("what", what);
    FindingJson.text(node, "by", by);
    return node;
  }

  private void others(ObjectNode node) {
    Collection<FindingLife> all = desk.state().findings();
    json.all(
        node,
        "elsewhere",
        all.stream()
            .map(FindingLife::latest)
            .filter(other -> !finding.itemUid().isEmpty())
            .filter(other -> other.itemUid().equals(finding.itemUid()))
            .filter(other -> !other.uid().equals(finding.uid()))
            .sorted(OpenFindings.RANK)
            .limit(MOST_OTHERS)
            .toList());
    List<Finding> ofGroup =
        all.stream()
            .map(FindingLife::latest)
            .filter(Finding::isOpen)
            .filter(other -> other.group().equals(finding.group()))
            .sorted(OpenFindings.RANK)
            .toList();
    List<Finding> shadows =
        FindingsApi.stories(ofGroup).stream()
            .filter(story -> story.head().uid().equals(finding.uid()))
            .map(CorrelatedFindings::shadows)
            .findFirst()
            .orElse(List.of());
    json.all(node, "shadows", shadows);
    json.all(
        node,
        "also",
        ofGroup.stream()
            .filter(other -> !other.uid().equals(finding.uid()) && !shadows.contains(other))
            .filter(
                other -> other.instances().stream().anyMatch(i -> accused.contains(i.instanceId())))
            .limit(MOST_OTHERS)
            .toList());
  }
}
