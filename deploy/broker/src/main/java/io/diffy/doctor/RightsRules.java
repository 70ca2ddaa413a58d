package io.diffy.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the user of this command may do. Which rights are too many or too few depends on who it is,
 * so only what can't be seen at all is a problem.
 */
final class RightsRules {
  private static final String ABOUT = "rights";

  private RightsRules() {}

  static List<Check> judge(Map<String, Optional<Set<String>>> rights) {
    DoctorChecks checks = new DoctorChecks();
    Map<String, List<String>> topicsByRight = new TreeMap<>();
    rights.forEach(
        (topic, may) -> {
          if (may.isEmpty()) {
            checks.problem(
                ABOUT,
                "this user may not describe " + topic,
                "give it DESCRIBE on the topic, or look as another user");
          } else {
            topicsByRight.computeIfAbsent(words(may.get()), words -> new ArrayList<>()).add(topic);
          }
        });
    topicsByRight.forEach(
        (words, topics) ->
            checks.ok(
                ABOUT,
                "this user may %s %s"
                    .formatted(
                        words,
                        topics.size() == rights.size()
                            ? "all topics"
                            : String.join(", ", topics))));
    return checks.all();
  }

  private static String words(Set<String> may) {
    List<String> words = new ArrayList<>();
    for (String one : List.of("READ", "WRITE", "CREATE", "ALTER", "DELETE")) {
      if (may.contains(one)) {
        words.add(one.toLowerCase(Locale.ROOT));
      }
    }
    return words.isEmpty() ? "only describe" : String.join(", ", words);
  }
}
