package io.diffy.acceptance.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/constants.md names every constant that decides, with its value in the code. */
final class ConstantsTest {
  private static final Path PAGE = Pages.ROOT.resolve("docs/constants.md");
  private static final Path LIST = Path.of("src/test/resources/docs/constants.txt");
  private static final String BEGIN = "<!-- constants: begin -->\n";
  private static final String END = "<!-- constants: end -->";
  private static final String RULES = "io.diffy.rules.";
  private static final Set<String> PACKAGES =
      Stream.of("peers", "item", "volatility", "detection", "time", "evaluation", "finding")
          .map(RULES::concat)
          .collect(Collectors.toSet());
  private static final Pattern CONSTANT =
      Pattern.compile("static final (?:int|long|double|Duration) ([A-Z_]+) =");

  /** A line of the list: one of the table, or one that only has a name. */
  private record Entry(String name, String value, String decides) {
    static Entry of(String line) {
      String[] parts = line.split(" \\| ", -1);
      return parts.length == 1
          ? new Entry(parts[0], "", "")
          : new Entry(parts[0], parts[1], parts[2]);
    }

    String row() throws ReflectiveOperationException {
      String shown = name.replaceFirst("^(?:[a-z]+[.])+", "").replace('$', '.');
      return "| "
          + decides
          + " | "
          + value.replace("#", words(valueOf(name)))
          + " | `"
          + shown
          + "` |\n";
    }
  }

  @Test
  void thePageShowsTheirValues() throws IOException, ReflectiveOperationException {
    StringBuilder table = new StringBuilder("| decides | value | in the code |\n|---|---|---|\n");
    for (Entry entry : entries()) {
      if (!entry.value().isEmpty()) {
        table.append(entry.row());
      }
    }
    String page = Pages.text(PAGE).replace("\r\n", "\n");
    int begin = page.indexOf(BEGIN) + BEGIN.length();

    assertEquals(
        table.toString(),
        page.substring(begin, page.indexOf(END)),
        "the table in docs/constants.md is to be this");
  }

  @Test
  void noneIsLeftOut() throws IOException {
    Set<String> listed = new TreeSet<>();
    entries().forEach(entry -> listed.add(entry.name()));
    Set<String> missing = new TreeSet<>();
    for (House.Source source : House.sources()) {
      if (PACKAGES.contains(source.packageName())) {
        String type = source.packageName().substring(RULES.length()) + "." + source.name() + ".";
        CONSTANT
            .matcher(source.text())
            .results()
            .map(constant -> type + constant.group(1))
            .forEach(missing::add);
      }
    }
    assertTrue(missing.size() > listed.size() / 2, "so few constants: " + missing);
    missing.removeAll(listed);
    assertEquals(
        Set.of(),
        missing,
        LIST + " is to say what each decides, or, below ---, that it decides nothing");
  }

  private static List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Pages.text(LIST)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.equals("---"))
        .forEach(line -> entries.add(Entry.of(line)));
    return entries;
  }

  /** Of a static field, or of what a method of its value returns. */
  private static Object valueOf(String name) throws ReflectiveOperationException {
    String path = name.startsWith("io.diffy.") ? name : RULES + name;
    int dot = path.lastIndexOf('.');
    String last = path.substring(dot + 1);
    if (!last.equals(last.toUpperCase(Locale.ROOT))) {
      Object of = valueOf(path.substring(0, dot));
      Method method = of.getClass().getMethod(last);
      method.setAccessible(true);
      return method.invoke(of);
    }
    Field field = Class.forName(path.substring(0, dot)).getDeclaredField(last);
    field.setAccessible(true);
    return field.get(null);
  }

  private static String words(Object value) {
    if (!(value instanceof Duration time)) {
      return value instanceof Double share
          ? share.toString().replaceFirst("[.]0$", "")
          : String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
    }
    if (time.toDays() > 0) {
      return time.toDays() == 1 ? "1 day" : time.toDays() + " days";
    }
    return time.toMinutes() + " min";
  }
}
