package io.diffy.aws.ssm;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An instance of the scripted SSM, and how it behaves. */
final class Host {
  final String id;
  String ping = "Online";
  String platform = "Linux";
  boolean managed = true;
  boolean refused;
  boolean tagged = true;
  boolean uploads = true;
  byte[] stdout;
  String inline;
  String stderr = "";
  int exitCode;
  final List<Stage> stages = new ArrayList<>();

  /** From so long after sending it is in this state. */
  record Stage(Duration after, String status, String details) {}

  Host(String id) {
    this.id = id;
    this.stdout = TestPayload.document(id, 40).getBytes(StandardCharsets.UTF_8);
    then(0, "Pending", "Pending");
    then(1, "InProgress", "In Progress");
    then(3, "Success", "Success");
  }

  /** Other states than to run for three seconds and succeed. */
  Host goes(Object... secondsStatusDetails) {
    stages.clear();
    then(0, "Pending", "Pending");
    for (int i = 0; i < secondsStatusDetails.length; i += 3) {
      then(
          (int) secondsStatusDetails[i],
          (String) secondsStatusDetails[i + 1],
          (String) secondsStatusDetails[i + 2]);
    }
    return this;
  }

  private void then(int seconds, String status, String details) {
    stages.add(new Stage(Duration.ofSeconds(seconds), status, details));
  }

  Host fails(int code, String errors) {
    exitCode = code;
    stderr = errors;
    return goes(2, "Failed", "Failed");
  }

  Host prints(String text) {
    stdout = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** Runs the script as the agent does, and keeps what it prints. */
  void runs(String script) {
    try {
      Process shell = new ProcessBuilder("sh", "-c", script).redirectError(Redirect.PIPE).start();
      stdout = shell.getInputStream().readAllBytes();
      stderr = new String(shell.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      exitCode = shell.waitFor();
      String status = exitCode == 0 ? "Success" : "Failed";
      goes(0, status, status);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the agent keeps inline: cut as it cuts. */
  String inline() {
    if (inline != null) {
      return inline;
    }
    String all = new String(stdout, StandardCharsets.UTF_8);
    return all.length() < 24_000 ? all : all.substring(0, 23_980) + "--output truncated--";
  }

  Stage stage(Duration since) {
    Stage now = stages.get(0);
    for (Stage stage : stages) {
      now = since.compareTo(stage.after()) >= 0 ? stage : now;
    }
    return now;
  }
}
