package io.diffy.acceptance.docs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The house is as the map on the first screen of docs/architecture.md draws it, and stays small.
 */
final class HouseTest {
  /** Ceilings that are to fall, not goals: the goals are in docs/decisions/0035. */
  private static final int MOST_LINES = 106_500;

  private static final int MOST_LINES_OF_A_MODULE = 9_000;
  private static final int MOST_LINES_OF_A_CLASS = 300;

  /** What a reader expects in more than one place. */
  private static final Set<String> EVERYWHERE = Set.of("package-info");

  private static final Pattern ROW =
      Pattern.compile("^\\| \\[([a-z0-9/-]+)]\\([^)]*\\) \\| ([^|]*) \\|", 8);
  private static final Pattern PACKAGE = Pattern.compile("`([a-z.]+)`");

  /** The map: packages of each module, both in the order in which one builds on the other. */
  private static Map<String, List<String>> map() throws IOException {
    Map<String, List<String>> map = new LinkedHashMap<>();
    String page = Pages.text(Pages.ROOT.resolve("docs/architecture.md"));
    ROW.matcher(page)
        .results()
        .forEach(
            row ->
                map.put(
                    row.group(1),
                    PACKAGE.matcher(row.group(2)).results().map(HouseTest::packageName).toList()));
    return map;
  }

  private static String packageName(MatchResult found) {
    return "io.diffy." + found.group(1);
  }

  @Test
  void theMapShowsEveryModuleWithCodeAndEachOfItsPackages() throws IOException {
    Map<String, Set<String>> drawn = new TreeMap<>();
    map().forEach((module, packages) -> drawn.put(module, new TreeSet<>(packages)));
    Map<String, Set<String>> built = new TreeMap<>();
    for (House.Source source : House.sources()) {
      built.computeIfAbsent(source.module(), m -> new TreeSet<>()).add(source.packageName());
    }
    assertEquals(built, drawn);
  }

  @Test
  void aPackageBuildsOnlyOnThoseBeforeItOnTheMap() throws IOException {
    List<String> order = map().values().stream().flatMap(List::stream).toList();
    Set<String> back = new TreeSet<>();
    for (House.Source source : House.sources()) {
      for (String used : source.uses()) {
        if (order.indexOf(used) > order.indexOf(source.packageName())) {
          back.add(source.packageName() + " -> " + used + " (" + source.name() + ")");
        }
      }
    }
    assertEquals(Set.of(), back);
  }

  @Test
  void oneWordMeansOneThing() throws IOException {
    Map<String, List<String>> places = new TreeMap<>();
    for (House.Source source : House.sources()) {
      places.computeIfAbsent(source.name(), n -> new ArrayList<>()).add(source.packageName());
    }
    places.keySet().removeAll(EVERYWHERE);
    places.values().removeIf(of -> of.size() == 1);
    assertEquals(Map.of(), places);
  }

  @Test
  void noClassAndNoModuleIsTooBigToLiveIn() throws IOException {
    List<House.Source> sources = House.sources();
    assertEquals(
        List.of(),
        sources.stream()
            .filter(source -> source.lines() > MOST_LINES_OF_A_CLASS)
            .map(House.Source::name)
            .toList());
    Map<String, Integer> modules =
        sources.stream().collect(groupingBy(House.Source::module, summingInt(House.Source::lines)));
    modules.forEach(
        (module, lines) -> assertTrue(lines <= MOST_LINES_OF_A_MODULE, module + ": " + lines));
    int all = modules.values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(all <= MOST_LINES, "lines of main code: " + all);
  }
}
