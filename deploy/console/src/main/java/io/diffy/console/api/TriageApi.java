package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.accept.TriageNote;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Reply;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Triage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the work on findings got: the same records as those of {@code diffy triage}. */
record TriageApi(Desk desk, FindingJson json, DecisionWriter writer) {
  private static final int LONGEST_NAME = 200;

  Map<String, Handling> handlings() {
    return Map.of("triageList", this::triaged, "triage", this::triage);
  }

  private Reply triaged(Call call) {
    return desk.state()
        .read(
            () -> {
              Optional<GroupState> group = desk.group(call);
              List<ExceptionRule> said =
                  desk.state().exceptions().stream()
                      .filter(rule -> rule.triage().isPresent())
                      .filter(rule -> group.map(g -> g.key().equals(rule.group())).orElse(true))
                      .sorted(Comparator.comparing(ExceptionRule::acceptedAt).reversed())
                      .toList();
              return Reply.ok(
                  Paging.page(call, said, ExceptionRule::id, rule -> EventJson.triage(rule)));
            });
  }

  /** What is left out stays as it was said last. */
  private Reply triage(Call call) {
    Optional<Triage.State> state = call.word("state", Triage.State.class);
    Optional<String> assignee = call.text("assignee", LONGEST_NAME);
    Optional<String> note = call.text("note", TriageNote.LONGEST);
    if (state.isEmpty() && !call.body().has("assignee") && !call.body().has("note")) {
      throw Problem.wrong("state", "say a state, an assignee or a note");
    }
    List<Finding> findings = desk.state().read(() -> DecisionsApi.findings(desk, call));
    List<ExceptionRule> notes = new ArrayList<>();
    for (Finding finding : findings) {
      Optional<Triage> before = desk.state().read(() -> desk.state().triage(finding));
      Triage.Step step =
          new Triage.Step(
              state.or(() -> before.map(Triage::state)).orElse(Triage.State.NEW),
              call.body().has("assignee")
                  ? assignee.orElse("")
                  : before.map(Triage::assignee).orElse(""));
      String words =
          call.body().has("note") ? note.orElse("") : before.map(Triage::note).orElse("");
      notes.add(
          new TriageNote(step, words, call.caller().name(), call.now())
              .on(finding, desk.words().of(finding)));
    }
    writer.write(notes, call);
    ObjectNode node = FindingJson.node();
    ArrayNode written = node.putArray("written");
    for (int i = 0; i < notes.size(); i++) {
      ObjectNode finding = json.of(findings.get(i));
      notes.get(i).triage().ifPresent(said -> finding.set("triage", FindingJson.of(said)));
      written.add(finding);
    }
    return Reply.ok(node);
  }
}
