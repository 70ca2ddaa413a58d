package io.diffy.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.agent.tables.BuiltInSource;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import io.diffy.schemas.pack.Platforms;
import io.diffy.schemas.pack.TableDefaults;
import io.diffy.schemas.packfile.PackReader;
import io.diffy.schemas.packfile.Packs;
import io.diffy.service.CommandContext;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Says what would be asked of packs, query by query, and what would not and why. */
@Command(
    name = "check",
    description = {
      "Show what becomes of each query of packs, osquery's configs and Fleet's YAML: whether it is asked on Linux, how"
          + " often, and what names a row. Also what is not compared, and which built-in table answers without osquery."
    },
    footer = "Exit code 3 when a file can't be used at all.")
final class PacksCheckCommand implements Callable<Integer> {
  private static final int SHOWN = 4;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "A pack, an osquery.conf with all it includes, or Fleet's YAML.")
  private List<Path> files = new ArrayList<>();

  @Mixin private OutputOptions output;

  private final CommandContext context;

  PacksCheckCommand(CommandContext context) {
    this.context = context;
  }

  /** One query of one file. */
  private record Checked(Path file, Pack pack, PackQuery query) {
    String notAsked() {
      return Platforms.includeLinux(pack, query)
          ? ""
          : "not for Linux" + Platforms.told(pack, query);
    }
  }

  /** The built-in tables that answer a query, or why they can't. */
  static String tables(PackQuery query) {
    List<String> tables = TableDefaults.tables(query.sql());
    List<String> missing =
        tables.stream().filter(table -> !BuiltInSource.tables().contains(table)).toList();
    return tables.isEmpty()
        ? "no table"
        : missing.isEmpty()
            ? String.join(", ", tables)
            : "osquery only (" + Phrases.some(missing, SHOWN) + ")";
  }

  @Override
  public Integer call() {
    boolean allUsed = true;
    List<Checked> checked = new ArrayList<>();
    for (Path file : files) {
      try {
        Packs packs = PackReader.readSome(file);
        packs.warnings().forEach(warning -> context.warn("left out: %s", warning));
        for (Pack pack : packs.all()) {
          pack.queries().values().forEach(query -> checked.add(new Checked(file, pack, query)));
        }
      } catch (NoSuchFileException e) {
        context.warn("there is no file %s", file);
        allUsed = false;
      } catch (IOException e) {
        context.warn("can't use the pack: %s", e.getMessage());
        allUsed = false;
      }
    }
    if (output.isTable()) {
      table(checked);
    } else {
      output.json(context.screen(), checked.stream().map(PacksCheckCommand::json).toList());
    }
    return allUsed ? ExitCode.NOTHING_FOUND : ExitCode.FAILURE;
  }

  private void table(List<Checked> checked) {
    if (checked.isEmpty()) {
      return;
    }
    TableView table =
        new TableView()
            .flexible("PACK", "QUERY")
            .column("ASKED", "EVERY")
            .flexible("IDENTITY", "NOT COMPARED")
            .flexible("BUILT-IN TABLES");
    for (Checked one : checked) {
      PackQuery query = one.query;
      table.row(
          Style.PLAIN,
          List.of(
              one.pack.name(),
              query.name(),
              one.notAsked().isEmpty() ? "yes" : "no",
              query.intervalSeconds() + " s",
              query.identity().isEmpty() ? "all columns" : String.join(", ", query.identity()),
              query.volatileColumns().equals(TableDefaults.SHIPPED.usuallyVolatile())
                  ? "the usual"
                  : String.join(", ", query.volatileColumns()),
              tables(one.query)),
          notes(one));
    }
    table.print(context.screen());
    long asked = checked.stream().filter(one -> one.notAsked().isEmpty()).count();
    context.say(
        "%s, %,d asked on Linux.",
        checked.size() == 1 ? "1 query" : checked.size() + " queries", asked);
  }

  private static List<String> notes(Checked one) {
    List<String> notes = new ArrayList<>();
    if (!one.notAsked().isEmpty()) {
      notes.add(one.notAsked());
    }
    if (!one.query.osquery().version().isEmpty()) {
      notes.add("needs osquery " + one.query.osquery().version());
    }
    if (one.query.osquery().shard() < 100) {
      notes.add(
          "osqueryd asks %d %% of the hosts; the agent here asks all"
              .formatted(one.query.osquery().shard()));
    }
    if (!one.pack.discovery().isEmpty()) {
      notes.add("only where its pack's discovery returns rows");
    }
    if (one.query.hasSeveralStatements()) {
      notes.add(
          "several statements: osquery mixes their rows, built-in tables refuse them; make queries of them");
    }
    if (!one.query.osquery().removed() && !one.query.osquery().snapshot()) {
      notes.add("\"removed\": false: its log can't be rebuilt; take \"snapshot\": true");
    }
    return notes;
  }

  private static String json(Checked one) {
    ObjectNode node = Json.mapper().createObjectNode();
    PackQuery query = one.query;
    node.put("file", one.file.toString()).put("pack", one.pack.name()).put("query", query.name());
    node.put("asked", one.notAsked().isEmpty()).put("reason", one.notAsked());
    node.put("interval_seconds", query.intervalSeconds());
    query.identity().forEach(node.putArray("identity")::add);
    query.volatileColumns().forEach(node.putArray("volatile")::add);
    node.put("tables", tables(one.query));
    return node.toString();
  }
}
