package io.diffy.input;

import io.diffy.service.CommandFailure;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;

/**
 * What became of the lines of inputs: how many could be read, which of them could not and why, and
 * where a file is damaged. Nobody may take for clean what was never read.
 */
public final class InputTally {
  private static final int SHOWN = 3;

  private final Map<String, Input> inputs = new LinkedHashMap<>();
  private final List<String> first = new ArrayList<>();
  private final Set<String> reasons = new HashSet<>();
  private final Map<String, Long> aside = new TreeMap<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final BiConsumer<String, String> listener;

  /** Nothing was read. */
  public InputTally() {
    this((name, bad) -> {});
  }

  /**
   * The same.
   *
   * @param badLine is told the input's name, and number and fault of each line that can't be read
   */
  public InputTally(BiConsumer<String, String> badLine) {
    listener = badLine;
  }

  private static final class Input {
    private byte[] head = {};
    private long lines;
    private long bad;
    private long aside;
    private long last;
    private Optional<String> stopped = Optional.empty();
    private Optional<String> container = Optional.empty();

    boolean isMostlyBad() {
      return container.isPresent() || (bad > 0 && bad >= lines - bad - aside);
    }

    boolean isUnread() {
      return container.isPresent() || (lines > 0 && bad + aside >= lines);
    }
  }

  /**
   * Reads the lines of an input, up to its end or its damage.
   *
   * @param zipped is closed by whoever opened it
   */
  public void read(String name, InputStream zipped, Lines lines) throws IOException {
    Input input = input(name);
    try {
      InputStream bytes = Unzipped.of(zipped);
      input.head = head(bytes);
      input.container = InputLook.container(input.head);
      if (input.container.isEmpty()) {
        lines.readAll(Utf16.unlessUtf8(input.head, bytes));
      }
    } catch (DamagedInput e) {
      input.stopped = Optional.of(e.getMessage());
    }
  }

  /** Takes all lines of a stream. */
  @FunctionalInterface
  public interface Lines {
    void readAll(InputStream bytes) throws IOException;
  }

  /** A line that is not blank. */
  public void line(String name, long number) {
    Input input = input(name);
    input.lines++;
    input.last = number;
  }

  /** One of these could not be read. */
  public void bad(String name, long number, String reason) {
    input(name).bad++;
    if (first.size() < SHOWN && reasons.add(reason)) {
      first.add("%s, line %,d: %s".formatted(name, number, reason));
    }
    listener.accept(name, "line " + number + ": " + reason);
  }

  /** One of these holds no answer, and nothing is wrong with it. */
  public void aside(String name, String what) {
    input(name).aside++;
    aside.merge(what, 1L, Long::sum);
  }

  /** What to know of how lines were understood. */
  public void note(String note) {
    notes.add(note);
  }

  /** How many lines could not be read. */
  public long bad() {
    return inputs.values().stream().mapToLong(input -> input.bad).sum();
  }

  private long lines() {
    return inputs.values().stream().mapToLong(input -> input.lines).sum();
  }

  /** Whether bytes were left unread, so that something is lost. */
  public boolean isDamaged() {
    return inputs.values().stream().anyMatch(input -> input.stopped.isPresent());
  }

  /** Whether of some input less was read than not: "nothing found" would say too much. */
  public boolean isMostlyUnread() {
    return inputs.values().stream().anyMatch(Input::isMostlyBad);
  }

  /** Whether of some input with lines in it none could be read: it is something else. */
  public boolean isUnreadSomewhere() {
    return inputs.values().stream().anyMatch(Input::isUnread);
  }

  /** Why there is nothing to judge; empty where a line could be read. */
  public Optional<String> nothing() {
    long left = aside.values().stream().mapToLong(Long::longValue).sum();
    if (lines() > bad() + left) {
      return Optional.empty();
    }
    List<String> names = List.copyOf(inputs.keySet());
    String where = Phrases.some(names, SHOWN, "files");
    return Optional.of(
        lines() == 0 && !isUnreadSomewhere()
            ? "nothing to judge: there is no line in " + where
            : "nothing to judge: no line of %s %s"
                .formatted(where, left > 0 ? "holds an answer" : "could be read"));
  }

  /**
   * For what would be wrong if anything were missing: complains of a damage, and of a file of which
   * less could be read than not.
   *
   * @param screen is told the remarks
   */
  public void requireWhole(Screen screen) {
    remarks().forEach(remark -> screen.warn(remark));
    CommandFailure.throwIf(nothing());
    if (isDamaged() || isMostlyUnread()) {
      throw new CommandFailure("too little of it can be read; nothing was done");
    }
  }

  /** What a person needs to know beside the result, the first things first. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(first);
    if (bad() > first.size()) {
      remarks.add("… and %,d more could not be read".formatted(bad() - first.size()));
    }
    aside.forEach((what, count) -> remarks.add("left out, %s: %s".formatted(lines(count), what)));
    notes.stream().limit(SHOWN).forEach(remarks::add);
    if (notes.size() > SHOWN) {
      remarks.add("… and %,d more like these".formatted(notes.size() - SHOWN));
    }
    inputs.forEach(
        (name, input) ->
            input.stopped.ifPresent(
                why ->
                    remarks.add(
                        "%s is damaged at %s; nothing %s was read"
                            .formatted(
                                name,
                                why,
                                input.last == 0
                                    ? "of it"
                                    : "behind line %,d".formatted(input.last)))));
    List<String> looks = new ArrayList<>();
    inputs.forEach(
        (name, input) -> {
          if (input.container.isPresent()) {
            looks.add("%s was not read; it looks like %s".formatted(name, input.container.get()));
          } else if (input.lines == 0 && input.stopped.isEmpty()) {
            looks.add(name + (input.head.length == 0 ? " is empty" : " has blank lines only"));
          } else if (input.isMostlyBad()) {
            looks.add(
                "%s: %s could not be read%s"
                    .formatted(
                        name,
                        input.bad == input.lines
                            ? all(input.bad)
                            : "%,d of %s".formatted(input.bad, lines(input.lines)),
                        look(name, input.head)));
          }
        });
    looks.stream().limit(SHOWN).forEach(remarks::add);
    if (looks.size() > SHOWN) {
      remarks.add("… and %,d more files like these".formatted(looks.size() - SHOWN));
    }
    return remarks;
  }

  /** Of a file that grows, the beginning is not known. */
  private static String look(String name, byte[] head) {
    String file = Matcher.quoteReplacement(Phrases.shell(name));
    return head.length == 0
        ? ""
        : "; it looks like " + InputLook.of(head).replaceAll(InputLook.FILE + "$", file);
  }

  private static String all(long count) {
    return count == 1 ? "the one line" : "all %,d lines".formatted(count);
  }

  private static String lines(long count) {
    return Phrases.count(count, "line");
  }

  private Input input(String name) {
    return inputs.computeIfAbsent(name, n -> new Input());
  }

  /** Looks at the beginning; the stream stands where it stood, a damage included. */
  private static byte[] head(InputStream bytes) throws IOException {
    byte[] head = new byte[InputLook.HEAD];
    int length = 0;
    bytes.mark(head.length);
    try {
      for (int n = 0; n >= 0 && length < head.length; length += n) {
        n = bytes.read(head, length, head.length - length);
        if (n < 0) {
          break;
        }
      }
    } catch (DamagedInput e) {
      // Whoever reads on meets it again.
    }
    bytes.reset();
    return Arrays.copyOf(head, length);
  }
}
