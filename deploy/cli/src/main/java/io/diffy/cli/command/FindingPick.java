package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cli.command.FilterOptions.State;
import io.diffy.cluster.KnownGroups;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Kind;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.InputFile;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.view.OpenFindings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which findings a person means: by id, by a list of ids, or all open ones of a kind. */
final class FindingPick {
  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Uids of findings, or their first characters (at least 8).")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--file",
      paramLabel = "FILE|-",
      description =
          "One id per line, and after a space the reason. Lines that begin with # don't count.")
  private String file = "";

  @Mixin private FilterOptions filter;

  @Option(
      names = {"--yes", "-y"},
      fallbackValue = "true",
      description = "Several findings: don't ask.")
  private boolean yes;

  /**
   * A finding that is meant.
   *
   * @param reason for it alone; empty: the one that holds for all
   */
  record Picked(Finding finding, String reason) {}

  /** Whether anything is meant at all. */
  boolean isGiven() {
    return !ids.isEmpty() || isMany();
  }

  /** Whether it takes a look at what is meant before it is done. */
  boolean isMany() {
    return ids.size() > 1 || !file.isEmpty() || filter.isGiven();
  }

  boolean hasFile() {
    return !file.isEmpty();
  }

  boolean confirmed() {
    return yes;
  }

  /** The one id; a usage error when there is another number. */
  String only() {
    if (ids.size() != 1 || isMany()) {
      throw new UsageError("--preview judges one finding; name it by its id");
    }
    return ids.get(0);
  }

  void check() {
    ids.forEach(FindingChoice::requireLength);
    int ways = (ids.isEmpty() ? 0 : 1) + (hasFile() ? 1 : 0) + (filter.isGiven() ? 1 : 0);
    if (ways > 1) {
      throw new UsageError(
          "name findings by id, by --file, or by --group, --host, --query, --row, --severity and"
              + " --since; not by two of them at once");
    }
  }

  /**
   * The findings, each once.
   *
   * @param where the topic or file they come from, for messages
   * @param files the file, where it is one
   * @param known the groups there
   */
  List<Picked> of(
      OpenFindings findings,
      String where,
      List<String> files,
      KnownGroups known,
      CommandContext context) {
    Map<String, Picked> picked = new LinkedHashMap<>();
    for (String id : ids) {
      add(picked, FindingChoice.find(findings, id, where, FindingChoice.all(files)), "");
    }
    for (String[] line : lines()) {
      add(
          picked,
          FindingChoice.find(findings, line[0], where, FindingChoice.all(files)),
          line.length > 1 ? line[1] : "");
    }
    if (filter.isGiven()) {
      // Silence and other gaps are accepted one by one or not at all.
      filter.of(findings, State.OPEN, known, context).shown().stream()
          .filter(f -> f.kind() != Kind.COVERAGE && filter.isWantedWhole(f))
          .forEach(f -> add(picked, f, ""));
      if (picked.isEmpty()) {
        throw new CommandFailure(
            "no open finding in %s is of this group, host, query, row, severity and time; diffy findings%s lists what is open"
                .formatted(where, Phrases.inputs(files)));
      }
    }
    return List.copyOf(picked.values());
  }

  private static void add(Map<String, Picked> picked, Finding finding, String reason) {
    picked.putIfAbsent(finding.uid(), new Picked(finding, reason));
  }

  private List<String[]> lines() {
    if (!hasFile()) {
      return List.of();
    }
    return InputFile.read(
        file,
        in -> {
          List<String[]> read = new ArrayList<>();
          BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank() && !line.startsWith("#")) {
              String[] words = line.strip().split("\\s+", 2);
              FindingChoice.requireLength(words[0]);
              read.add(words);
            }
          }
          return read;
        });
  }
}
