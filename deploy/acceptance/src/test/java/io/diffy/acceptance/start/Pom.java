package io.diffy.acceptance.start;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A pom, and which of its profiles the launcher's property leaves on. */
final class Pom {
  private static final String LAUNCHER = "diffy.launcher";

  private final Element project;

  private Pom(Element project) {
    this.project = project;
  }

  /** A dependency as it is written; scope and type are empty when not said. */
  record Dependency(String artifactId, String scope, String type) {}

  static Pom read(Path file) throws Exception {
    return new Pom(
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement());
  }

  String artifactId() {
    return text(project, "artifactId");
  }

  List<String> modules() {
    return children(project, "modules")
        .flatMap(modules -> children(modules, "module"))
        .map(module -> module.getTextContent().strip())
        .toList();
  }

  List<Dependency> dependenciesOfTheLauncher() {
    return parts()
        .flatMap(part -> children(part, "dependencies"))
        .flatMap(dependencies -> children(dependencies, "dependency"))
        .map(d -> new Dependency(text(d, "artifactId"), text(d, "scope"), text(d, "type")))
        .toList();
  }

  /** The goals that plugins are told to run. */
  Set<String> goalsOfTheLauncher() {
    Set<String> goals = new TreeSet<>();
    parts()
        .flatMap(part -> children(part, "build"))
        .forEach(
            build ->
                elements(build.getElementsByTagName("goal"))
                    .forEach(goal -> goals.add(goal.getTextContent().strip())));
    return goals;
  }

  /** The ids of the executions that have the phase "none". */
  Set<String> stepsLeftOutByTheLauncher() {
    Set<String> ids = new TreeSet<>();
    parts()
        .flatMap(part -> elements(part.getElementsByTagName("execution")))
        .filter(execution -> text(execution, "phase").equals("none"))
        .filter(execution -> !isInAnotherProfile(execution))
        .forEach(execution -> ids.add(text(execution, "id")));
    return ids;
  }

  /** The project and those of its profiles that are on. */
  private Stream<Element> parts() {
    return Stream.concat(
        Stream.of(project),
        children(project, "profiles")
            .flatMap(profiles -> children(profiles, "profile"))
            .filter(Pom::isOn));
  }

  private static boolean isOn(Element profile) {
    return children(profile, "activation")
        .flatMap(activation -> children(activation, "property"))
        .anyMatch(property -> text(property, "name").equals(LAUNCHER));
  }

  private static boolean isInAnotherProfile(Element element) {
    for (var above = element.getParentNode();
        above instanceof Element;
        above = above.getParentNode()) {
      if (above.getNodeName().equals("profile")) {
        return !isOn((Element) above);
      }
    }
    return false;
  }

  private static String text(Element element, String name) {
    return children(element, name)
        .map(child -> child.getTextContent().strip())
        .findFirst()
        .orElse("");
  }

  private static Stream<Element> children(Element element, String name) {
    return elements(element.getChildNodes()).filter(child -> child.getNodeName().equals(name));
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast);
  }
}
