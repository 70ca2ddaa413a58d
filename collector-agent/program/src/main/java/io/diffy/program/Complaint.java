package io.diffy.program;

import io.diffy.schemas.text.Nearest;
import io.diffy.settings.Settings;
import io.diffy.terminal.Phrases;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that can't be meant: what is wrong, and what was meant. */
final class Complaint {
  private static final String GROUP = "--group";

  private Complaint() {}

  static String of(ParameterException e, Settings settings) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched.getUnmatched().get(0), unmatched.getCommandLine());
    }
    ArgSpec argument = e.getArgSpec();
    if (!(argument instanceof OptionSpec option)) {
      return e.getMessage();
    }
    String origin = settings.origin(option).map(set -> " (set by " + set + ")").orElse("");
    if (option.type().isEnum() && e.getValue() != null) {
      List<String> allowed =
          Arrays.stream(option.type().getEnumConstants())
              .map(constant -> Phrases.word((Enum<?>) constant).replace(' ', '_'))
              .toList();
      return "%s: \"%s\" is none of %s%s%s"
          .formatted(
              option.longestName(),
              e.getValue(),
              String.join(", ", allowed),
              origin,
              Nearest.question(e.getValue(), allowed));
    }
    return e.getMessage() + origin;
  }

  private static String unmatched(String word, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    if (word.startsWith("-")) {
      List<String> options = new ArrayList<>();
      command.getCommandSpec().options().forEach(o -> options.addAll(List.of(o.names())));
      return name + " has no option " + word + Nearest.question(word, options);
    }
    if (!command.getSubcommands().isEmpty()) {
      return "no command " + word + Nearest.question(word, commands(command));
    }
    boolean ofGroup = command.getCommandSpec().findOption(GROUP) != null;
    return "%s takes no argument \"%s\"%s"
        .formatted(name, word, ofGroup ? "; did you mean " + GROUP + " " + word + "?" : "");
  }

  /** Those of two words too: who types the second one only meant them. */
  private static List<String> commands(CommandLine command) {
    List<String> names = new ArrayList<>();
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              names.add(name);
              sub.getSubcommands().keySet().forEach(second -> names.add(name + " " + second));
            });
    return names;
  }
}
