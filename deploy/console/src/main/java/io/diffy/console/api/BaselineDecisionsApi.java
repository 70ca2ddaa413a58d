package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.accept.Acceptance;
import io.diffy.baseline.BaselineChange;
import io.diffy.baseline.BaselineChecks;
import io.diffy.baseline.BaselineProposal;
import io.diffy.baseline.BaselineReview;
import io.diffy.baseline.BaselineWriter;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.console.http.Reply;
import io.diffy.console.state.GroupState;
import io.diffy.ondemand.CapturedAnswers;
import io.diffy.ondemand.WholeAnswers;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.SignedBy;
import io.diffy.service.CommandFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Taking, comparing, signing and ending baselines: the same records as the commands write. */
record BaselineDecisionsApi(
    Desk desk, BaselinesApi baselines, GroupAnswers answers, DecisionWriter writer) {
  private static final int MOST_ROWS = 1_000;
  private static final int LONGEST_NAME = 200;

  Map<String, Handling> handlings() {
    return Map.of(
        "takeBaseline", this::take,
        "compareBaseline", this::compare,
        "baselinesToSign", this::toSign,
        "signBaselines", this::sign,
        "withdrawBaselines", this::withdraw);
  }

  /** Of the newest whole answers of hosts that are known to be clean: nobody is asked. */
  private Reply take(Call call) {
    List<String> instances = call.texts("instances");
    GroupState group =
        desk.state()
            .read(
                () -> {
                  GroupState found = desk.group(call.required("group"));
                  for (String id : instances) {
                    if (!found.knows(id)) {
                      throw Problem.unknown("the group has no instance " + id);
                    }
                  }
                  return found;
                });
    BaselineChecks checks =
        new BaselineChecks(
            call.text("despite_findings", Acceptance.LONGEST_REASON).orElse(""),
            true,
            call.text("despite_peers", Acceptance.LONGEST_REASON).orElse(""),
            Optional.empty(),
            desk.clock(),
            desk.pack());
    return answers.inTurn(
        () -> {
          List<Observation> newest =
              newest(
                  group.key(),
                  desk.state().read(() -> List.copyOf(group.queries())),
                  answer -> instances.contains(answer.instance().instanceId()));
          CapturedAnswers given =
              new CapturedAnswers(
                  "http", desk.cluster().topics().observations().name(), newest, Set.of());
          BaselineProposal proposal =
              new BaselineProposal(desk.cluster(), call.caller().name(), checks);
          return written(
              201, call, orConflict(() -> proposal.of(given)).values().iterator().next());
        });
  }

  private List<Observation> newest(
      GroupKey group, List<String> queries, Predicate<Observation> wanted) {
    WholeAnswers whole = new WholeAnswers();
    boolean complete =
        answers.read(
            group,
            answers.since(group, queries),
            answer -> {
              // Who gave nothing to somebody's round has still said how it is.
              if (answer.coverage() == Coverage.OK
                  && queries.contains(answer.query())
                  && wanted.test(answer)) {
                whole.add(answer);
              }
            });
    // Of those that came in parts not all may be there.
    List<Observation> newest =
        whole.newest().stream().filter(one -> one.coverage() == Coverage.OK).toList();
    if (!complete) {
      throw Problem.of(Kind.CONFLICT, GroupAnswers.INCOMPLETE);
    }
    if (newest.isEmpty()) {
      throw Problem.of(Kind.CONFLICT, "none of these hosts answered lately");
    }
    return newest;
  }

  private Reply written(int status, Call call, List<Baseline> written) {
    writer.baselines(written, call);
    ObjectNode node = FindingJson.node();
    ArrayNode array = node.putArray("written");
    written.forEach(one -> array.add(baselines.summary(one)));
    return Reply.of(status, node);
  }

  /** What refuses names options of the command line; here they are fields. */
  private static <T> T orConflict(Supplier<T> work) {
    try {
      return work.get();
    } catch (CommandFailure e) {
      String words = e.getMessage().replace("--despite-", "despite_");
      throw Problem.of(Kind.CONFLICT, words);
    }
  }

  /** With an earlier version, or with what the hosts of its cohort show now. */
  private Reply compare(Call call) {
    GroupKey group = desk.groupWithBaselines(call.required("group"));
    Baseline baseline = desk.state().read(() -> baselines.find(call, group, "version"));
    ObjectNode node = FindingJson.node();
    node.set("baseline", baselines.summary(baseline));
    if (call.text("with_version").isPresent()) {
      Baseline other = desk.state().read(() -> baselines.find(call, group, "with_version"));
      node.set("with", baselines.summary(other));
      return change(node, baseline, other);
    }
    Cohort cohort = baseline.cohort();
    List<Observation> now =
        answers.inTurn(
            () ->
                newest(
                    group,
                    List.of(baseline.query()),
                    answer ->
                        cohort.equals(Cohort.UNKNOWN)
                            || cohort.equals(answer.instance().cohort())));
    node.put("hosts", now.size());
    return change(node, baseline, baseline.with(now));
  }

  private Reply change(ObjectNode node, Baseline before, Baseline after) {
    BaselineChange change = BaselineChange.of(Optional.of(before), after, desk.pack());
    rows(node, "added", before.query(), change.added());
    rows(node, "gone", before.query(), change.gone());
    return Reply.ok(node);
  }

  private void rows(ObjectNode node, String name, String query, List<Map<String, String>> rows) {
    ArrayNode array = node.put(name + "_total", rows.size()).putArray(name);
    for (Map<String, String> row : rows.subList(0, Math.min(MOST_ROWS, rows.size()))) {
      ObjectNode one = array.addObject().put("summary", desk.words().of(query, row));
      FindingJson.row(one.putObject("row"), row);
    }
  }

  private BaselineReview review(Call call) {
    GroupKey group = desk.groupWithBaselines(call.required("group"));
    return orConflict(
        () -> BaselineReview.of(desk.cluster(), group, call.text("query").orElse("")));
  }

  /** No key lies on a server: the person signs these texts with her own tools. */
  private Reply toSign(Call call) {
    String key = call.text("key", LONGEST_NAME).orElseThrow(() -> Problem.wrong("key", "missing"));
    return answers.inTurn(
        () -> {
          BaselineReview review = review(call);
          ObjectNode node = FindingJson.node().put("digest", review.digest());
          node.put("key", key).put("at", call.now().toString());
          FindingJson.texts(node, "few_peers_have", review.fewPeersHave(call.now()));
          ArrayNode items = node.putArray("items");
          List<byte[]> texts = review.texts(key, call.now());
          for (int i = 0; i < texts.size(); i++) {
            ObjectNode item = items.addObject();
            item.set("baseline", baselines.summary(review.newest().get(i)));
            item.put("text", Base64.getEncoder().encodeToString(texts.get(i)));
          }
          return Reply.ok(node);
        });
  }

  private Reply sign(Call call) {
    Instant at;
    try {
      at = Instant.parse(call.required("at"));
    } catch (DateTimeException e) {
      throw Problem.wrong("at", "take it as it came with the texts");
    }
    List<SignedBy> signatures = new ArrayList<>();
    for (String signature : call.texts("signatures")) {
      try {
        Base64.getDecoder().decode(signature);
      } catch (IllegalArgumentException e) {
        throw Problem.wrong("signatures", "each in base64");
      }
      signatures.add(new SignedBy(call.required("key"), at, signature));
    }
    return answers.inTurn(
        () -> {
          BaselineReview review = review(call);
          if (!review.digest().equals(call.required("digest"))) {
            throw Problem.of(Kind.CONFLICT, "they are no longer those that were looked at");
          }
          return written(200, call, orConflict(() -> review.signed(signatures)));
        });
  }

  private Reply withdraw(Call call) {
    String reason = call.text("reason", Acceptance.LONGEST_REASON).orElse("").strip();
    if (reason.isEmpty()) {
      throw Problem.wrong("reason", "say why they do not hold any more");
    }
    GroupKey group = desk.groupWithBaselines(call.required("group"));
    return written(
        200,
        call,
        orConflict(
            () ->
                new BaselineWriter(desk.cluster())
                    .ended(
                        group,
                        call.text("query").orElse(""),
                        call.caller().name(),
                        reason,
                        call.now())));
  }
}
