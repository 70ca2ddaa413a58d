package io.diffy.acceptance.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tired reader gets the pages at once: docs/decisions/0053 says why these limits. */
final class ProseTest {
  private static final int MOST_WORDS = 20_000;
  private static final int MOST_WORDS_OF_A_PAGE = 1_500;
  private static final int MEDIAN_SENTENCE = 16;
  private static final int MOST_PASSIVE_PERCENT = 25;

  private static Map<String, Prose> pages;

  private static final Path LISTS = Path.of("src/test/resources/docs");
  private static final Path DOCS = Pages.ROOT.resolve("docs");

  @BeforeAll
  static void read() throws IOException {
    pages = pages();
  }

  @Test
  void everyPageIsShortAndItsSentencesAre() throws IOException {
    List<String> wrong = new ArrayList<>();
    StringBuilder table = new StringBuilder("page, words, median, longest, passive %\n");
    int all = 0;
    int code = 0;
    for (Map.Entry<String, Prose> page : pages.entrySet()) {
      Prose prose = page.getValue();
      all += prose.words();
      code += prose.code();
      table.append(
          "%s %d %d %d %d%n"
              .formatted(
                  page.getKey(),
                  prose.words(),
                  prose.median(),
                  prose.longest(),
                  prose.passivePercent()));
      over(wrong, page.getKey(), "words", prose.words(), MOST_WORDS_OF_A_PAGE);
      over(wrong, page.getKey(), "words in the median", prose.median(), MEDIAN_SENTENCE);
      over(wrong, page.getKey(), "% passive", prose.passivePercent(), MOST_PASSIVE_PERCENT);
      for (String sentence : prose.sentences()) {
        Prose.trouble(sentence).ifPresent(why -> wrong.add(page.getKey() + ": " + why));
      }
    }
    over(wrong, "all pages", "words", all, MOST_WORDS);
    System.out.println(
        table + "all " + all + ", in code blocks " + code + "\nleft out: " + references());
    assertEquals("", String.join("\n", wrong));
  }

  private static void over(List<String> wrong, String page, String what, int is, int most) {
    if (is > most) {
      wrong.add("%s: %d %s, at most %d".formatted(page, is, what, most));
    }
  }

  /** Each word of ours is in the glossary, and a page that uses one leads there. */
  @Test
  void everyWordOfOursIsDefined() throws IOException {
    String glossary = Pages.text(DOCS.resolve("glossary.md"));
    List<String> wrong = new ArrayList<>();
    for (String term : Pages.entries(LISTS.resolve("terms.txt"))) {
      if (!Pages.anchors(glossary).contains(term.replace(' ', '-'))) {
        wrong.add("docs/glossary.md has no heading: " + term);
      }
      Pattern use = Pattern.compile("(?i)\\b" + term + "s?\\b");
      for (Map.Entry<String, Prose> page : pages.entrySet()) {
        String text = Pages.text(Pages.ROOT.resolve(page.getKey()));
        if (page.getValue().sentences().stream().anyMatch(one -> use.matcher(one).find())
            && !text.contains("glossary.md")
            && !page.getKey().endsWith("glossary.md")) {
          wrong.add(page.getKey() + " uses \"" + term + "\" and does not link the glossary");
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  @Test
  void whatIsLeftOutIsThereAndHasAReason() throws IOException {
    references().forEach((page, reason) -> assertTrue(reason.length() > 10, page));
    for (String page : references().keySet()) {
      assertTrue(Files.exists(Pages.ROOT.resolve(page)), page);
    }
  }

  /** README and docs, without references; decisions are for maintainers. */
  private static Map<String, Prose> pages() throws IOException {
    Map<String, Prose> pages = new TreeMap<>();
    pages.put("README.md", Prose.of(Pages.text(Pages.ROOT.resolve("README.md"))));
    try (Stream<Path> files = Files.list(DOCS)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".md")).toList()) {
        String name = "docs/" + file.getFileName();
        if (!references().containsKey(name)) {
          pages.put(name, Prose.of(Pages.text(file)));
        }
      }
    }
    return pages;
  }

  /** Pages to which the limits do not apply, with the reason. */
  private static Map<String, String> references() throws IOException {
    Map<String, String> references = new TreeMap<>();
    for (String line : Pages.entries(LISTS.resolve("references.txt"))) {
      String[] parts = line.split(" \\| ", 2);
      references.put(parts[0], parts[1]);
    }
    return references;
  }
}
