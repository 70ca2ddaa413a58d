package io.diffy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.service.CommandContext;
import io.diffy.settings.Settings;
import io.diffy.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes what a release has beside the program, from the commands themselves: a man page of each,
 * and what makes bash and zsh complete words.
 */
final class Handbook {
  private final String version;

  private Handbook(String version) {
    this.version = version;
  }

  /** The folder to write to, and the version that the pages name. */
  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0]), arguments[1]);
  }

  static void write(Path folder, String version) throws IOException {
    CommandLine program =
        new Diffy()
            .commands(
                new CommandContext(
                    Screen.plain(System.out, System.err),
                    Settings.read(Map.of(), Optional.empty()),
                    Clock.systemUTC(),
                    EmbeddedBroker.STARTER));
    Path completion = Files.createDirectories(folder.resolve("completion"));
    Files.writeString(completion.resolve("diffy"), AutoComplete.bash("diffy", program), UTF_8);
    new Handbook(version)
        .write(program.getCommandSpec(), Files.createDirectories(folder.resolve("man/man1")));
  }

  private void write(CommandSpec command, Path folder) throws IOException {
    Files.writeString(folder.resolve(page(command) + ".1"), text(command), UTF_8);
    for (CommandLine sub : command.subcommands().values()) {
      write(sub.getCommandSpec(), folder);
    }
  }

  private String text(CommandSpec command) {
    String name = page(command);
    List<String> says = List.of(command.usageMessage().description());
    StringBuilder page = new StringBuilder();
    page.append(".TH \"%s\" 1 \"\" \"Diffy Streams %s\"\n".formatted(name, version));
    page.append(
        ".SH NAME\n%s \\- %s\n".formatted(roff(name), roff(says.isEmpty() ? "" : says.get(0))));
    page.append(".SH SYNOPSIS\n.nf\n")
        .append(roff(command.commandLine().getHelp().synopsis(0).stripTrailing()))
        .append("\n.fi\n");
    paragraphs(page, "DESCRIPTION", says.stream().skip(1).toList());
    entries(page, "ARGUMENTS", command.positionalParameters(), ArgSpec::paramLabel);
    entries(
        page,
        "OPTIONS",
        command.options().stream().filter(option -> !option.hidden()).toList(),
        Handbook::names);
    if (!command.subcommands().isEmpty()) {
      page.append(".SH COMMANDS\n");
      for (CommandLine sub : command.subcommands().values()) {
        page.append(
            ".TP\n\\fB%s\\fR(1)\n%s\n"
                .formatted(
                    roff(page(sub.getCommandSpec())),
                    roff(String.join(" ", sub.getCommandSpec().usageMessage().description()))));
      }
    }
    paragraphs(page, "NOTES", List.of(command.usageMessage().footer()));
    if (command.parent() != null) {
      page.append(".SH SEE ALSO\n\\fB%s\\fR(1)\n".formatted(roff(page(command.parent()))));
    }
    return page.toString();
  }

  private static void paragraphs(StringBuilder page, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      page.append(".SH ").append(title).append('\n');
      lines.forEach(line -> page.append(".PP\n").append(roff(line)).append('\n'));
    }
  }

  private static <A extends ArgSpec> void entries(
      StringBuilder page, String title, List<A> arguments, Function<A, String> name) {
    if (!arguments.isEmpty()) {
      page.append(".SH ").append(title).append('\n');
    }
    for (A argument : arguments) {
      String says = String.join(" ", argument.description());
      page.append(
          ".TP\n\\fB%s\\fR\n%s\n"
              .formatted(
                  roff(name.apply(argument)),
                  roff(says.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue())))));
    }
  }

  private static String names(OptionSpec option) {
    String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    return Stream.of(option.names()).map(name -> name + value).collect(Collectors.joining(", "));
  }

  private static String page(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /** So that troff takes it as text, whatever it begins with. */
  private static String roff(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("%n", "\n")
        .lines()
        .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
        .collect(Collectors.joining("\n"));
  }
}
