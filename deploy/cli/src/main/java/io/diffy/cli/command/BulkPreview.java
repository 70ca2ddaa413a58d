package io.diffy.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cli.command.FindingPick.Picked;
import io.diffy.rules.finding.WhatWasSeen;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.service.CommandContext;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Style;
import io.diffy.terminal.TableView;
import io.diffy.view.RowSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** Shows what is about to be done to several findings, and asks whether it is meant. */
record BulkPreview(CommandContext context, RowSummary summary) {
  private static final int MOST_HOSTS = 5;

  /**
   * Whether a person says yes.
   *
   * @param what will be done to them: {@code accepted until …}
   */
  boolean confirms(List<Picked> picked, String what, boolean yes) {
    context.say("%s will be %s:", Phrases.count(picked.size(), "finding"), what);
    TableView table = new TableView().column("ID").flexible("GROUP").column("QUERY", "SEVERITY");
    picked.forEach(one -> table.row(Style.PLAIN, cells(one.finding()), notes(one)));
    table.print(context.screen());
    if (yes) {
      return true;
    }
    if (!context.screen().inIsTty()) {
      throw new UsageError("nothing was done; add --yes to do it without being asked");
    }
    context.screen().out().print("Go on? [y/N] ");
    context.screen().out().flush();
    Scanner answers = new Scanner(System.in, UTF_8);
    boolean meant = answers.hasNextLine() && answers.nextLine().strip().matches("(?i)y(es)?");
    if (!meant) {
      context.say("Nothing was done.");
    }
    return meant;
  }

  private static List<String> cells(Finding finding) {
    return List.of(
        Phrases.shortId(finding.uid()),
        finding.group().toString(),
        finding.query(),
        Phrases.word(finding.severity()));
  }

  private List<String> notes(Picked picked) {
    Finding finding = picked.finding();
    List<String> notes = new ArrayList<>();
    rows(finding).forEach(row -> notes.add(finding.kind().word() + " " + row));
    notes.add("on " + hosts(finding));
    if (!picked.reason().isEmpty()) {
      notes.add("because: " + picked.reason());
    }
    return notes;
  }

  /** All rows that would be accepted, in a few words each. */
  List<String> rows(Finding finding) {
    List<String> rows = new ArrayList<>(List.of(summary.of(finding)));
    WhatWasSeen.rows(finding).stream()
        .filter(row -> !row.equals(finding.row()))
        .forEach(row -> rows.add(summary.of(finding.query(), row)));
    return rows;
  }

  static String hosts(Finding finding) {
    List<String> ids = finding.instances().stream().map(Instance::instanceId).toList();
    return ids.isEmpty() ? "the whole group" : Phrases.some(ids, MOST_HOSTS);
  }
}
