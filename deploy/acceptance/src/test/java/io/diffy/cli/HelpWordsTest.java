package io.diffy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.acceptance.docs.Prose;
import io.diffy.broker.EmbeddedBroker;
import io.diffy.service.CommandContext;
import io.diffy.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} says keeps to the rules of the pages. */
final class HelpWordsTest extends TypedCommands {
  @Test
  void everyHelpIsReadAtOnce() throws IOException {
    List<String> wrong = new ArrayList<>();
    CommandContext context =
        new CommandContext(
            screen(),
            Settings.read(Map.of(), Optional.empty()),
            Clock.systemUTC(),
            EmbeddedBroker.STARTER);
    look(new Diffy().commands(context).getCommandSpec(), wrong);
    assertEquals("", String.join("\n", wrong));
  }

  private static void look(CommandSpec command, List<String> wrong) throws IOException {
    List<String> texts = new ArrayList<>(List.of(command.usageMessage().description()));
    texts.addAll(List.of(command.usageMessage().footer()));
    command.options().forEach(option -> texts.addAll(List.of(option.description())));
    for (String sentence : Prose.of(String.join("\n\n", texts)).sentences()) {
      Prose.trouble(sentence).ifPresent(why -> wrong.add(command.qualifiedName() + ": " + why));
    }
    for (CommandLine sub : command.subcommands().values()) {
      look(sub.getCommandSpec(), wrong);
    }
  }
}
