package io.diffy.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.accept.Acceptance;
import io.diffy.accept.ExceptionList;
import io.diffy.accept.HiddenNow;
import io.diffy.console.http.Call;
import io.diffy.console.http.Handling;
import io.diffy.console.http.Problem;
import io.diffy.console.http.Problem.Kind;
import io.diffy.console.http.Reply;
import io.diffy.console.http.Role;
import io.diffy.console.state.FindingLife;
import io.diffy.console.state.GroupState;
import io.diffy.schemas.Evaluation.Hidden;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.service.CommandFailure;
import io.diffy.view.TimeText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What people accept and take back: the same records as those of {@code diffy accept}. */
record DecisionsApi(Desk desk, FindingJson json, DecisionWriter writer) {
  private static final int LONGEST_NAME = 200;

  /** Which exceptions. */
  private enum State {
    IN_FORCE,
    ENDED,
    ALL
  }

  Map<String, Handling> handlings() {
    return Map.of(
        "exceptions", this::exceptions,
        "accept", this::accept,
        "previewAccept", this::preview,
        "undo", this::undo);
  }

  private Reply exceptions(Call call) {
    State state = call.word("state", State.class).orElse(State.ALL);
    return desk.state()
        .read(
            () -> {
              Optional<GroupState> group = desk.group(call);
              HiddenNow hidden = new HiddenNow();
              desk.state().groups().forEach(g -> g.newest().forEach(hidden::add));
              List<ExceptionRule> rules =
                  new ArrayList<>(list(desk.state().proposedExceptions(), call, group));
              List<ExceptionRule> waiting = List.copyOf(rules);
              rules.addAll(list(desk.state().exceptions(), call, group));
              rules.removeIf(
                  rule ->
                      state != State.ALL && rule.inForce(call.now()) != (state == State.IN_FORCE));
              return Reply.ok(
                  Paging.page(
                      call,
                      rules,
                      ExceptionRule::id,
                      rule -> {
                        ObjectNode node = FindingJson.of(rule, call.now());
                        if (rule.inForce(call.now())) {
                          hidden.words(rule).ifPresent(words -> node.put("hides", words));
                          FindingJson.texts(node, "hidden_hosts", hiddenHosts(rule));
                        }
                        return waiting.contains(rule) ? node.put("waiting", true) : node;
                      }));
            });
  }

  private static List<ExceptionRule> list(
      Collection<ExceptionRule> rules, Call call, Optional<GroupState> group) {
    return new ExceptionList(List.copyOf(rules), call.now()).of(group.map(GroupState::key));
  }

  private List<String> hiddenHosts(ExceptionRule rule) {
    Predicate<Hidden> meant =
        rule.scope() == Scope.EVERYWHERE
            ? hidden -> hidden.itemUid().equals(rule.about().itemUid())
            : hidden -> hidden.findingUid().equals(rule.findingUid());
    return desk.state().groups().stream()
        .flatMap(group -> group.newest().stream())
        .flatMap(evaluation -> evaluation.open().hidden().stream())
        .filter(meant)
        .flatMap(hidden -> hidden.instances().stream())
        .distinct()
        .toList();
  }

  private Reply accept(Call call) {
    String reason = call.text("reason", Acceptance.LONGEST_REASON).orElse("").strip();
    if (reason.isEmpty()) {
      throw Problem.wrong("reason", "say why it is harmless");
    }
    List<ExceptionRule> rules = desk.state().read(() -> rules(call, reason));
    return written(201, call, rules);
  }

  private Reply written(int status, Call call, List<ExceptionRule> rules) {
    ObjectNode node = FindingJson.node();
    ArrayNode array = node.putArray("written");
    for (ExceptionRule rule : writer.write(rules, call)) {
      ObjectNode one = FindingJson.of(rule, call.now());
      array.add(writer.counts(rule) ? one : one.put("waiting", true));
    }
    return Reply.of(status, node);
  }

  private List<ExceptionRule> rules(Call call, String reason) {
    Acceptance said = acceptance(call, reason);
    List<ExceptionRule> known = List.copyOf(desk.state().exceptions());
    Map<String, ExceptionRule> rules = new LinkedHashMap<>();
    for (Finding finding : findings(desk, call)) {
      try {
        said.records(finding, desk.words().of(finding), known)
            .forEach(rule -> rules.put(rule.id(), rule));
      } catch (CommandFailure e) {
        throw Problem.of(Kind.CONFLICT, finding.uid() + ": " + e.getMessage());
      }
    }
    return List.copyOf(rules.values());
  }

  private static Acceptance acceptance(Call call, String reason) {
    Scope scope = call.word("scope", Scope.class).orElse(Scope.INSTANCE);
    boolean forever = call.flag("forever");
    Optional<String> expires = call.text("expires", LONGEST_NAME);
    List<String> instances = call.texts("instances");
    if (scope == Scope.NOTHING) {
      throw Problem.wrong("scope", "one of instance, cohort, group, everywhere");
    }
    if (scope == Scope.EVERYWHERE) {
      call.needs(Role.ADMIN, "to accept something in all groups");
    }
    if (forever) {
      call.needs(Role.ADMIN, "to accept something forever");
    }
    if (forever && expires.isPresent()) {
      throw Problem.wrong("expires", "forever has no end");
    }
    if (!instances.isEmpty() && scope != Scope.INSTANCE && scope != Scope.COHORT) {
      throw Problem.wrong("instances", "they narrow the scopes instance and cohort only");
    }
    Optional<Instant> end =
        forever
            ? Optional.empty()
            : Optional.of(
                expires.map(text -> end(text, call)).orElse(call.now().plus(Acceptance.SPAN)));
    return new Acceptance(
        scope,
        instances,
        reason,
        call.caller().name(),
        call.now(),
        end,
        call.flag("any_attributes"));
  }

  private static Instant end(String text, Call call) {
    try {
      Instant end = TimeText.momentOrSpan(text, call.now());
      if (end.isAfter(call.now())) {
        return end;
      }
    } catch (IllegalArgumentException e) {
      throw Problem.wrong("expires", e.getMessage());
    }
    throw Problem.wrong("expires", "it is in the past");
  }

  /** Those that are named. */
  static List<Finding> findings(Desk desk, Call call) {
    return call.texts("uids").stream()
        .map(
            uid ->
                desk.state()
                    .finding(uid)
                    .map(FindingLife::latest)
                    .orElseThrow(() -> Problem.unknown("there is no finding " + uid)))
        .toList();
  }

  /** Of what is open now: what the exceptions would keep from sight, and on which hosts. */
  private Reply preview(Call call) {
    return desk.state()
        .read(
            () -> {
              List<ExceptionRule> rules =
                  rules(call, call.text("reason", Acceptance.LONGEST_REASON).orElse("preview"))
                      .stream()
                      .filter(rule -> rule.removal().isEmpty())
                      .toList();
              ObjectNode node = FindingJson.node();
              ArrayNode hidden = node.putArray("hidden");
              for (FindingLife life : desk.state().findings()) {
                Finding finding = life.latest();
                List<String> ids =
                    finding.instances().stream()
                        .filter(i -> rules.stream().anyMatch(rule -> covers(rule, finding, i)))
                        .map(Instance::instanceId)
                        .toList();
                boolean ofGroup =
                    finding.instances().isEmpty()
                        && rules.stream().anyMatch(rule -> isAbout(rule, finding));
                if (finding.isOpen() && (ofGroup || !ids.isEmpty())) {
                  ObjectNode one = hidden.addObject();
                  one.set("finding", json.of(finding));
                  FindingJson.texts(one, "instances", ids);
                  one.put("whole", ids.size() == finding.instances().size());
                }
              }
              ArrayNode exceptions = node.putArray("exceptions");
              rules.forEach(rule -> exceptions.add(FindingJson.of(rule, call.now())));
              rules.stream()
                  .filter(rule -> !writer.counts(rule))
                  .findFirst()
                  .ifPresent(rule -> node.put("waiting", true).put("why", writer.why(rule)));
              return Reply.ok(node);
            });
  }

  private static boolean isAbout(ExceptionRule rule, Finding finding) {
    return rule.scope() == Scope.EVERYWHERE
        ? !finding.itemUid().isEmpty() && rule.about().itemUid().equals(finding.itemUid())
        : rule.findingUid().equals(finding.uid());
  }

  private static boolean covers(ExceptionRule rule, Finding finding, Instance instance) {
    return isAbout(rule, finding)
        && switch (rule.scope()) {
          case INSTANCE -> rule.instanceId().equals(instance.instanceId());
          case COHORT -> rule.cohort().filter(instance.cohort()::equals).isPresent();
          case GROUP, EVERYWHERE -> true;
          case NOTHING -> false;
        };
  }

  private Reply undo(Call call) {
    Removal removal =
        new Removal(
            call.caller().name(),
            call.now(),
            call.text("reason", Acceptance.LONGEST_REASON).orElse(""));
    List<ExceptionRule> ended =
        desk.state()
            .read(
                () -> {
                  ExceptionList list =
                      new ExceptionList(List.copyOf(desk.state().exceptions()), call.now());
                  List<ExceptionRule> found = new ArrayList<>();
                  for (String id : call.texts("ids")) {
                    try {
                      found.addAll(list.inForce(id));
                    } catch (CommandFailure e) {
                      throw list.rules().stream().anyMatch(rule -> isNamed(rule, id))
                          ? Problem.of(Kind.CONFLICT, e.getMessage())
                          : Problem.unknown("there is no exception \"" + id + "\"");
                    }
                  }
                  return found.stream().distinct().toList();
                });
    if (ended.stream().anyMatch(rule -> rule.scope() == Scope.EVERYWHERE)) {
      call.needs(Role.ADMIN, "to end what holds in all groups");
    }
    return written(200, call, ended.stream().map(rule -> rule.removed(removal)).toList());
  }

  private static boolean isNamed(ExceptionRule rule, String id) {
    return rule.id().startsWith(id) || rule.findingUid().startsWith(id);
  }
}
