package io.diffy.console.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * One thing that can be asked for, as the document of the API has it.
 *
 * @param path with one {@code {…}} at most, at its end
 * @param parameters names of those in the query
 * @param ready whether it needs all that the topics say
 * @param foreign whether other sites lead here, with parameters of their own
 * @param body schema of what is sent
 */
record Operation(
    String id,
    String method,
    String path,
    Role role,
    Set<String> parameters,
    boolean ready,
    boolean foreign,
    JsonNode body) {

  boolean writes() {
    return !method.equals("GET");
  }

  /** What stands in the place of the path's {@code {…}}; null where the path is another. */
  String match(String asked) {
    int open = path.indexOf('{');
    if (open < 0) {
      return path.equals(asked) ? "" : null;
    }
    String rest = asked.startsWith(path.substring(0, open)) ? asked.substring(open) : "/";
    return rest.isEmpty() || rest.indexOf('/') >= 0 ? null : rest;
  }
}
