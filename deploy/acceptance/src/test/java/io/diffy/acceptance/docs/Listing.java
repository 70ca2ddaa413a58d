package io.diffy.acceptance.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of code in a page, and what the page says of it: {@code <!-- run: 1 0 -->} runs the next
 * block, with these exit codes; after {@code <!-- not run: reason -->} no block is run.
 *
 * @param lines as they are typed: those that end with a backslash are one with the next
 * @param codes exit codes of the commands of Diffy in it, when it is to be run
 * @param reason why it is not run; empty where nobody says so
 */
public record Listing(List<String> lines, Optional<List<Integer>> codes, String reason) {
  private static final Pattern RUN = Pattern.compile("<!-- run:([ 0-9]*)-->");
  private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
  private static final Pattern COMMAND =
      Pattern.compile("^(?:[A-Z_]+=\\S+ )*((?:\\./)?diffy|deploy/\\S+)(?: (.*))?$");
  private static final Pattern REMARK = Pattern.compile("\\s{3,}\\S.*$| #.*$");
  private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");

  /** All blocks of a page, those that are output too. */
  public static List<Listing> of(String page) {
    List<Listing> found = new ArrayList<>();
    Optional<List<Integer>> codes = Optional.empty();
    String reason = "";
    List<String> lines = page.lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      Matcher run = RUN.matcher(line);
      Matcher notRun = NOT_RUN.matcher(line);
      if (run.matches()) {
        codes = Optional.of(numbers(run.group(1)));
      } else if (notRun.matches()) {
        reason = notRun.group(1);
      } else if (line.startsWith("```") || lines.get(at).startsWith("    ")) {
        List<String> block = new ArrayList<>();
        boolean fenced = line.startsWith("```");
        for (at += fenced ? 1 : 0; at < lines.size() && !ends(fenced, lines.get(at)); at++) {
          block.add(lines.get(at));
        }
        found.add(new Listing(joined(block), codes, reason));
        codes = Optional.empty();
      }
    }
    return found;
  }

  private static boolean ends(boolean fenced, String line) {
    return fenced ? line.strip().startsWith("```") : !line.startsWith("    ");
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.strip().split(" ", -1))
        .filter(n -> !n.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  private static List<String> joined(List<String> block) {
    List<String> lines = new ArrayList<>();
    StringBuilder begun = new StringBuilder();
    for (String line : block) {
      begun.append(line.strip());
      if (line.endsWith("\\")) {
        begun.setLength(begun.length() - 1);
      } else {
        lines.add(begun.toString());
        begun.setLength(0);
      }
    }
    return List.copyOf(lines);
  }

  /** The lines that call a command of this project. */
  public List<String> commands() {
    return lines.stream().filter(Listing::isCommand).toList();
  }

  /** Whether a line calls a command of this project. */
  public static boolean isCommand(String line) {
    return COMMAND.matcher(line).matches();
  }

  /** The words of such a line up to a pipe, a redirection or a remark; first the program. */
  public static List<String> words(String line) {
    Matcher command = COMMAND.matcher(REMARK.matcher(line).replaceFirst(""));
    List<String> words = new ArrayList<>();
    if (command.matches()) {
      words.add(command.group(1));
      Matcher word = WORD.matcher(command.group(2) == null ? "" : command.group(2));
      while (word.find() && !List.of("|", ">", ">>", "&&", "&").contains(word.group())) {
        words.add(word.group().replaceAll("['\"]", ""));
      }
    }
    return words;
  }
}
