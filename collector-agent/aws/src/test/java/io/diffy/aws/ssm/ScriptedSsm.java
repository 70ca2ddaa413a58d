package io.diffy.aws.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.Handler;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedS3;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** SSM as it behaves: commands that become visible late, instances that take their time. */
final class ScriptedSsm {
  static final String BUCKET = "diffy-output";

  final Map<String, Host> hosts = new LinkedHashMap<>();
  final Map<String, Sent> commands = new LinkedHashMap<>();
  Duration invisible = Duration.ZERO;
  boolean namesRefused = true;
  boolean reallyRuns;

  /** What each read of an object waits for. */
  volatile Runnable slow = () -> {};

  int pageSize = 50;
  int commandPageSize = 50;

  private final ScriptedS3 s3;
  private final Clock clock;
  private final Set<String> uploaded = new TreeSet<>();

  /** A command as it was taken. */
  record Sent(String id, JsonNode request, List<String> ids, Instant at, Set<String> cancelled) {}

  ScriptedSsm(ScriptedAws aws, Clock clock) {
    this(aws, clock, 1000);
  }

  ScriptedSsm(ScriptedAws aws, Clock clock, int keysOfAPage) {
    this.clock = clock;
    this.s3 = ScriptedS3.on(aws, keysOfAPage, BUCKET);
    Handler object = s3::get;
    aws.on(
        "s3",
        "GetObject",
        call -> {
          slow.run();
          return object.answer(call);
        });
    aws.on("ssm", "DescribeInstanceInformation", this::describe);
    aws.on("ssm", "SendCommand", this::send);
    aws.on("ssm", "ListCommands", this::listCommands);
    aws.on("ssm", "ListCommandInvocations", this::listInvocations);
    aws.on("ssm", "GetCommandInvocation", this::getInvocation);
    aws.on("ssm", "CancelCommand", this::cancel);
  }

  /** Adds instances i-…0001 and on. */
  ScriptedSsm fleet(int count) {
    for (int i = 1; i <= count; i++) {
      String id = id(i);
      hosts.put(id, new Host(id));
    }
    return this;
  }

  /** What the agents left, by {@code bucket/key}. */
  Map<String, byte[]> objects() {
    return s3.objects();
  }

  /** Lists what the agents left. */
  Handler listing() {
    return s3::list;
  }

  static String id(int number) {
    return "i-%017x".formatted(number);
  }

  Host host(int number) {
    return hosts.get(id(number));
  }

  synchronized Answer describe(Call call) {
    List<String> wanted = new ArrayList<>();
    call.json().path("Filters").path(0).path("Values").forEach(id -> wanted.add(id.asText()));
    List<Map<String, ?>> known =
        wanted.stream()
            .map(hosts::get)
            .filter(host -> host != null && host.managed)
            .<Map<String, ?>>map(
                host ->
                    Map.of(
                        "InstanceId", host.id,
                        "PingStatus", host.ping,
                        "PlatformType", host.platform))
            .toList();
    return paged(call, "InstanceInformationList", known, pageSize);
  }

  synchronized Answer send(Call call) {
    List<String> ids = new ArrayList<>();
    call.json().path("InstanceIds").forEach(id -> ids.add(id.asText()));
    if (ids.size() > 50) {
      return Answer.throttled("ssm");
    }
    List<String> bad = ids.stream().filter(id -> hosts.get(id).refused).toList();
    if (!bad.isEmpty()) {
      String named = namesRefused ? "Instances [" + bad + "] not in a valid state" : "";
      return Answer.error(400, "InvalidInstanceId", named);
    }
    Optional<String> denied = ids.stream().filter(id -> !hosts.get(id).tagged).findFirst();
    if (denied.isPresent()) {
      return Answer.error(
          400,
          "AccessDeniedException",
          "User: arn:aws:sts::123456789012:assumed-role/diffy is not authorized to perform:"
              + " ssm:SendCommand on resource: arn:aws:ec2:us-east-1:123456789012:instance/"
              + denied.get());
    }
    if (reallyRuns) {
      ids.forEach(each -> hosts.get(each).runs(script(call)));
    }
    String id = "%08d-1111-4111-8111-111111111111".formatted(commands.size() + 1);
    commands.put(id, new Sent(id, call.json(), ids, clock.instant(), new TreeSet<>()));
    return Answer.of(Map.of("Command", Map.of("CommandId", id, "Status", "Pending")));
  }

  /** As the agent puts it together. */
  private static String script(Call call) {
    List<String> lines = new ArrayList<>();
    call.json().path("Parameters").path("commands").forEach(line -> lines.add(line.asText()));
    return String.join("\n", lines);
  }

  synchronized Answer listCommands(Call call) {
    List<Map<String, ?>> all =
        commands.values().stream()
            .filter(this::isVisible)
            .<Map<String, ?>>map(
                sent ->
                    Map.of(
                        "CommandId", sent.id(),
                        "Comment", sent.request().path("Comment").asText(),
                        "Status", "InProgress"))
            .toList();
    return paged(call, "Commands", all, commandPageSize);
  }

  synchronized Answer listInvocations(Call call) {
    Sent sent = commands.get(call.json().path("CommandId").asText());
    List<Map<String, ?>> all = new ArrayList<>();
    if (sent != null && isVisible(sent)) {
      for (String id : sent.ids()) {
        Host.Stage stage = stage(sent, id);
        all.add(
            Map.of(
                "CommandId", sent.id(),
                "InstanceId", id,
                "Status", stage.status(),
                "StatusDetails", stage.details()));
      }
    }
    return paged(call, "CommandInvocations", all, pageSize);
  }

  synchronized Answer getInvocation(Call call) {
    Sent sent = commands.get(call.json().path("CommandId").asText());
    Host host = hosts.get(call.json().path("InstanceId").asText());
    Host.Stage stage = stage(sent, host.id);
    Map<String, Object> shape = new TreeMap<>();
    shape.put("CommandId", sent.id());
    shape.put("InstanceId", host.id);
    shape.put("Status", stage.status());
    shape.put("StatusDetails", stage.details());
    shape.put("ResponseCode", host.exitCode);
    shape.put("StandardOutputContent", host.inline());
    shape.put("StandardErrorContent", host.stderr);
    return Answer.of(shape);
  }

  synchronized Answer cancel(Call call) {
    Sent sent = commands.get(call.json().path("CommandId").asText());
    call.json().path("InstanceIds").forEach(id -> sent.cancelled().add(id.asText()));
    return Answer.of(Map.of());
  }

  private boolean isVisible(Sent sent) {
    return !clock.instant().isBefore(sent.at().plus(invisible));
  }

  /** Where an instance is; its agent uploads the output before it says that it succeeded. */
  private Host.Stage stage(Sent sent, String id) {
    Host host = hosts.get(id);
    Host.Stage stage = host.stage(Duration.between(sent.at(), clock.instant()));
    if (sent.cancelled().contains(id) && !stage.status().equals("Success")) {
      return new Host.Stage(Duration.ZERO, "Cancelled", "Cancelled");
    }
    String prefix = sent.request().path("OutputS3KeyPrefix").asText();
    boolean ends = stage.status().equals("Success") || stage.status().equals("Failed");
    if (ends && host.uploads && !prefix.isEmpty() && uploaded.add(sent.id() + id)) {
      String folder = prefix + "/" + sent.id() + "/" + id + "/awsrunShellScript/";
      if (host.stdout.length > 0) {
        s3.put(BUCKET, folder + "0.awsrunShellScript/stdout", host.stdout);
      }
    }
    return stage;
  }

  private Answer paged(Call call, String name, List<Map<String, ?>> all, int size) {
    return Handler.<Map<String, ?>>paged(
            any -> all,
            size,
            any -> any.json().path("NextToken").asText(""),
            (page, next) ->
                next.isEmpty() ? Map.of(name, page) : Map.of(name, page, "NextToken", next))
        .answer(call);
  }
}
