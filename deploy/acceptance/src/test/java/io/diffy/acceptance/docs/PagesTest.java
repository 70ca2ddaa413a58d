package io.diffy.acceptance.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.cli.Diffy;
import io.diffy.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages name only what is there. */
final class PagesTest {
  private static final Set<String> COMMANDS =
      Set.of(
          "demo",
          "up",
          "new baseline",
          "new analysis",
          "packs check",
          "packs show",
          "plugins list",
          "replay",
          "findings",
          "hosts",
          "explain",
          "learnt",
          "accept",
          "triage",
          "baselines list",
          "baselines sign",
          "baselines withdraw",
          "audit",
          "agent",
          "collector",
          "osquery flags",
          "osquery config",
          "osquery enroll-secret",
          "osquery enroll-secret new",
          "osquery enroll-secret rotate",
          "osquery enroll-secret revoke",
          "osquery enroll-secret list",
          "processor",
          "console",
          "sink",
          "topics",
          "doctor",
          "gate",
          "settings",
          "search",
          "stack");

  private static final Map<List<String>, String> HELP = new ConcurrentHashMap<>();
  private static final Pattern ACCEPTED = Pattern.compile("accept ([0-9a-f]{8})");
  private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z][a-z-]*");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : Pages.all()) {
      for (String link : Pages.links(Pages.text(page))) {
        if (!leadsSomewhere(page, link)) {
          dead.add(Pages.ROOT.relativize(page) + " -> " + link);
        }
      }
    }
    assertEquals(List.of(), dead);
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!target.startsWith(Pages.ROOT) || !Files.exists(target)) {
      return false;
    }
    return parts.length == 1 || Pages.anchors(Pages.text(target)).contains(parts[1]);
  }

  @Test
  void theCommandsAreThoseOfTheHelp() {
    String help = help(List.of());
    for (String command : COMMANDS) {
      assertTrue(help.contains("  " + command.split(" ", -1)[0] + " "), command);
      assertTrue(help(words(command)).contains("Usage: diffy " + command), command);
    }
  }

  /** What the quickstart's recorded hosts show is an intruder's: nobody learns to accept it. */
  @Test
  void noExampleAcceptsWhatTheQuickstartFindsOnOthersHosts() throws IOException {
    String found = Pages.text(Pages.ROOT.resolve("docs/quickstart.md")).split("## 3", -1)[1];
    List<String> harmful = new ArrayList<>();
    for (Path page : Pages.all()) {
      for (String example : Pages.commands(Pages.text(page))) {
        Matcher id = ACCEPTED.matcher(example);
        if (id.find() && found.contains("  " + id.group(1) + "\n")) {
          harmful.add(Pages.ROOT.relativize(page) + ": " + example);
        }
      }
    }
    assertEquals(List.of(), harmful);
  }

  @Test
  void everyExampleNamesACommandAndOptionsItHas() throws IOException {
    Set<String> wrong = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    for (Path page : Pages.all()) {
      for (String example : Pages.commands(Pages.text(page))) {
        String command = commandOf(example);
        named.add(command);
        if (!COMMANDS.contains(command) && !example.startsWith("--")) {
          wrong.add(page.getFileName() + ": diffy " + example);
          continue;
        }
        String help = help(example.startsWith("--") ? List.of() : words(command));
        OPTION
            .matcher(" " + example)
            .results()
            .map(option -> option.group())
            .filter(option -> !help.contains(option))
            .forEach(option -> wrong.add(page.getFileName() + ": diffy " + example));
      }
    }
    assertEquals(Set.of(), wrong);
    assertTrue(named.containsAll(COMMANDS), () -> "only " + named + " occur in the pages");
  }

  /** The longest of the first words that is a command. */
  private static String commandOf(String example) {
    List<String> words = words(example);
    for (int count = Math.min(3, words.size()); count > 1; count--) {
      String command = String.join(" ", words.subList(0, count));
      if (COMMANDS.contains(command)) {
        return command;
      }
    }
    return words.get(0);
  }

  private static List<String> words(String text) {
    return List.of(text.split("[ ,:.]+", -1));
  }

  /** Each command's help once: the pages hold hundreds of examples. */
  private static String help(List<String> command) {
    return HELP.computeIfAbsent(command, PagesTest::printed);
  }

  private static String printed(List<String> command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");
    Screen screen =
        Screen.plain(new PrintStream(out, true, UTF_8), new PrintStream(out, true, UTF_8));
    assertEquals(0, Diffy.run(Map.of(), screen, arguments.toArray(String[]::new)));
    return out.toString(UTF_8);
  }
}
