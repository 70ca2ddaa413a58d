package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.text.Resource;
import java.util.Map;
import java.util.stream.Collectors;

/** MITRE ATT&amp;CK techniques (https://attack.mitre.org) as OCSF attack objects. */
public final class Techniques {
  private static final Map<String, String> NAMES = table("/attack/techniques.tsv");

  private static final Map<String, String> TACTICS = table("/attack/tactics.tsv");

  private Techniques() {}

  /** What a technique or sub-technique is called; empty for an unknown id. */
  public static String name(String id) {
    return NAMES.getOrDefault(id, "");
  }

  /** What the technique, or the one it is a part of, mostly serves; empty for an unknown id. */
  public static String tactic(String id) {
    return TACTICS.getOrDefault(id.replaceFirst("\\..*", ""), "");
  }

  private static Map<String, String> table(String resource) {
    return Resource.text(Techniques.class, resource)
        .lines()
        .map(line -> line.split("\t", 2))
        .collect(Collectors.toUnmodifiableMap(part -> part[0], part -> part[1]));
  }

  /** A technique, or a sub-technique ({@code T1053.003}) under its technique. */
  static ObjectNode attack(String id) {
    ObjectNode attack = Nodes.object();
    int dot = id.indexOf('.');
    if (dot <= 0) {
      attack.set("technique", named(id));
    } else {
      attack.set("technique", named(id.substring(0, dot)));
      attack.set("sub_technique", named(id));
    }
    return attack;
  }

  private static ObjectNode named(String id) {
    ObjectNode technique = Nodes.object().put("uid", id);
    Nodes.text(technique, "name", name(id));
    return technique;
  }
}
