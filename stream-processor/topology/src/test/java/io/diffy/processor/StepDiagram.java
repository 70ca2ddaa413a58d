package io.diffy.processor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A description of a topology, as Kafka Streams gives it, drawn for people: each step with what it
 * takes and what it hands on, in data order. Sources and sinks stand as their topics. A store that
 * a step keeps for others stands where it is kept and where it is read.
 */
final class StepDiagram {
  private static final Pattern NODE =
      Pattern.compile(
          "(Source|Processor|Sink): (\\S+) \\((?:topics?|stores): \\[?([^])]*)]?\\)"
              + "(?:\\s+--> ([^\\n]*))?(?:\\s+<-- ([^\\n]*))?");

  private final Map<String, String> topics = new TreeMap<>();
  private final Map<String, Step> steps = new TreeMap<>();

  private record Step(String name, List<String> stores, List<String> to, List<String> from) {}

  private StepDiagram() {}

  static String of(String description) {
    StepDiagram diagram = new StepDiagram();
    Matcher node = NODE.matcher(description);
    while (node.find()) {
      if (node.group(1).equals("Processor")) {
        diagram.steps.put(
            node.group(2),
            new Step(
                node.group(2), names(node.group(3)), names(node.group(4)), names(node.group(5))));
      } else {
        diagram.topics.put(node.group(2), node.group(3));
      }
    }
    return diagram.draw();
  }

  private static List<String> names(String list) {
    return list == null || list.isBlank()
        ? List.of()
        : Arrays.stream(list.trim().split(", ")).sorted().toList();
  }

  private String draw() {
    StringBuilder out = new StringBuilder();
    for (Step step : inDataOrder()) {
      List<String> in = new ArrayList<>();
      step.from().forEach(name -> in.add(topics.getOrDefault(name, name)));
      List<String> to = new ArrayList<>();
      step.to().forEach(name -> to.add(topics.getOrDefault(name, name)));
      for (String store : step.stores()) {
        if (isKept(step, store)) {
          to.add("store " + store);
        } else if (steps.values().stream().anyMatch(other -> isKept(other, store))) {
          in.add("store " + store);
        }
      }
      draw(out, in, step.name(), to);
    }
    return out.toString();
  }

  /** A step comes after all those that it takes something of; reading comes before keeping. */
  private List<Step> inDataOrder() {
    Map<String, Step> ordered = new LinkedHashMap<>();
    while (ordered.size() < steps.size()) {
      for (String name : new TreeSet<>(steps.keySet()).descendingSet()) {
        Step step = steps.get(name);
        boolean ready =
            step.from().stream()
                .allMatch(from -> topics.containsKey(from) || ordered.containsKey(from));
        if (ready && !ordered.containsKey(name)) {
          ordered.put(name, step);
        }
      }
    }
    return List.copyOf(ordered.values());
  }

  /** Who keeps a store for others reads a topic for it, and nothing of another step. */
  private boolean isKept(Step step, String store) {
    return step.stores().contains(store) && topics.keySet().containsAll(step.from());
  }

  private static void draw(StringBuilder out, List<String> in, String step, List<String> to) {
    int width = in.stream().mapToInt(String::length).max().orElse(0) + 1;
    String gap = " ".repeat(width + 3 + step.length() + 2);
    for (int row = 0; row < in.size(); row++) {
      boolean last = row == in.size() - 1;
      out.append(in.get(row))
          .append(' ')
          .append("─".repeat(width - in.get(row).length()))
          .append(in.size() == 1 ? "─" : last ? "┴" : row == 0 ? "┐" : "┤");
      if (last) {
        out.append("> ").append(step).append(' ');
        for (int next = 0; next < to.size(); next++) {
          out.append(next == 0 ? "" : gap)
              .append(to.size() == 1 ? "─" : next == 0 ? "┬" : next == to.size() - 1 ? "└" : "├")
              .append("─> ")
              .append(to.get(next))
              .append('\n');
        }
      } else {
        out.append('\n');
      }
    }
    out.append('\n');
  }
}
