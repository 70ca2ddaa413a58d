package io.diffy.acceptance.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The sentences of a Markdown page: what a person reads, without code, addresses and headings.
 *
 * @param sentences all of them, those of tables too
 * @param running those of paragraphs and lists
 * @param words of the page without its code
 * @param code words in blocks of code
 */
public record Prose(List<String> sentences, List<String> running, int words, int code) {
  /** No sentence is longer. */
  static final int LONGEST_SENTENCE = 35;

  private static final Path BANNED = Path.of("src/test/resources/docs/banned.txt");

  private static final Pattern GENERATED =
      Pattern.compile("<!-- ([a-z ]+): begin -->.*?<!-- \\1: end -->", Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern INDENTED = Pattern.compile("(?m)^(?: {4}|\t).*$");
  private static final Pattern IMAGE = Pattern.compile("!\\[[^]]*]\\([^)]*\\)");
  private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern RULE = Pattern.compile("(?m)^[|: -]+$");
  private static final Pattern ENTRY = Pattern.compile("^ *(?:[-*]|\\d+\\.) ");
  private static final Pattern END = Pattern.compile("(?<=[.!?])[\"*)]*\\s+(?=[\\p{Lu}0-9`\"*(])");
  private static final Pattern BLANK = Pattern.compile("\\s+");
  private static final Pattern WORD = Pattern.compile(".*\\p{L}.*");
  private static final Pattern PASSIVE =
      Pattern.compile(
          "\\b(?:is|are|was|were|be|been|being) (?:\\w+ly )?\\w+(?:ed|en|wn|pt|ought)\\b");

  /** A page as it is written; a generated block in it counts for nothing. */
  public static Prose of(String page) {
    String own = COMMENT.matcher(GENERATED.matcher(page).replaceAll("")).replaceAll("");
    String text = INDENTED.matcher(FENCED.matcher(own).replaceAll("")).replaceAll("");
    text = LINK.matcher(IMAGE.matcher(text).replaceAll("")).replaceAll("$1");
    text = RULE.matcher(CODE.matcher(text).replaceAll("Code")).replaceAll("");
    List<String> cells = new ArrayList<>();
    List<String> running = new ArrayList<>();
    units(text, cells, running);
    List<String> sentences = new ArrayList<>(running);
    sentences.addAll(cells);
    int words = words(text);
    return new Prose(List.copyOf(sentences), List.copyOf(running), words, words(own) - words);
  }

  /** Sentences of the cells of tables, and those of paragraphs and entries of lists. */
  private static void units(String text, List<String> cells, List<String> running) {
    StringBuilder paragraph = new StringBuilder();
    for (String line : text.lines().toList()) {
      boolean table = line.startsWith("|");
      if (table || line.isBlank() || line.startsWith("#") || ENTRY.matcher(line).find()) {
        split(paragraph.toString(), running);
        paragraph.setLength(0);
      }
      if (table) {
        for (String cell : line.split("\\|", -1)) {
          split(cell, cells);
        }
      } else if (!line.startsWith("#")) {
        paragraph.append(ENTRY.matcher(line).replaceFirst("")).append(' ');
      }
    }
    split(paragraph.toString(), running);
  }

  private static void split(String unit, List<String> sentences) {
    for (String sentence : END.split(unit, 0)) {
      if (words(sentence) > 2) {
        sentences.add(sentence.strip());
      }
    }
  }

  static int words(String text) {
    return (int) BLANK.splitAsStream(text).filter(word -> WORD.matcher(word).matches()).count();
  }

  /** What is wrong with a sentence, if anything. */
  public static Optional<String> trouble(String sentence) throws IOException {
    if (words(sentence) > LONGEST_SENTENCE) {
      return Optional.of("too long: " + sentence);
    }
    for (Map.Entry<String, Pattern> banned : banned().entrySet()) {
      if (banned.getValue().matcher(sentence).find()) {
        return Optional.of(banned.getKey() + ": " + sentence);
      }
    }
    return Optional.empty();
  }

  private static Map<String, Pattern> banned() throws IOException {
    Map<String, Pattern> banned = new LinkedHashMap<>();
    for (String line : Pages.entries(BANNED)) {
      banned.put(line, Pattern.compile("(?i)\\b" + line.split(" -> ", 2)[0] + "\\b"));
    }
    return banned;
  }

  int longest() {
    return sentences.stream().mapToInt(Prose::words).max().orElse(0);
  }

  int median() {
    int[] lengths = running.stream().mapToInt(Prose::words).sorted().toArray();
    return lengths.length == 0 ? 0 : lengths[lengths.length / 2];
  }

  int passivePercent() {
    long passive = sentences.stream().filter(one -> PASSIVE.matcher(one).find()).count();
    return sentences.isEmpty() ? 0 : (int) (100 * passive / sentences.size());
  }
}
