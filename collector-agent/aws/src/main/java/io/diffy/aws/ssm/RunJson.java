package io.diffy.aws.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.Target;
import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import io.diffy.schemas.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run as JSON. Only this program reads it, so what is odd is an error. */
final class RunJson {
  private static final int VERSION = 1;

  private RunJson() {}

  static byte[] write(SsmRun run) throws IOException {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("version", VERSION).put("run", run.id()).put("begun", run.begun().toString());
    json.put("bucket", run.output().bucket()).put("prefix", run.output().prefix());
    json.put("patience", run.patience().toString());
    ArrayNode members = json.putArray("members");
    run.members().forEach(member -> write(member, members.addObject()));
    ArrayNode batches = json.putArray("batches");
    run.batches().forEach(batch -> write(batch, batches.addObject()));
    return Json.mapper().writeValueAsBytes(json);
  }

  private static void write(Member member, ObjectNode json) {
    Instance instance = member.target().instance();
    json.put("instance", instance.instanceId()).put("asg", instance.asg());
    json.put("account", instance.account()).put("region", instance.region());
    json.put("launchVersion", instance.launchVersion()).put("ami", instance.ami());
    json.put("instanceType", instance.instanceType()).put("az", instance.az());
    json.put("hostname", instance.hostname()).put("privateIp", instance.privateIp());
    json.put("lifecycle", member.target().lifecycle()).put("skipped", member.target().skipped());
    member.verdict().ifPresent(verdict -> json.put("verdict", verdict.name()));
    json.put("reason", member.reason());
  }

  private static void write(CommandBatch batch, ObjectNode json) {
    json.put("number", batch.number()).put("state", batch.state().name());
    json.put("account", batch.place().account()).put("region", batch.place().region());
    json.put("at", batch.at().toString()).put("command", batch.commandId());
    batch.refusal().ifPresent(outcome -> json.put("refusal", outcome.name()));
    json.put("reason", batch.reason());
    batch.ids().forEach(json.putArray("instances")::add);
  }

  /**
   * A run that was written.
   *
   * @throws IOException also when it is not one
   */
  static SsmRun read(byte[] bytes) throws IOException {
    JsonNode json = Json.tree(bytes);
    try {
      if (json.required("version").intValue() != VERSION) {
        throw new IOException("made by another version of this program");
      }
      List<Member> members = new ArrayList<>();
      json.required("members").forEach(member -> members.add(member(member)));
      List<CommandBatch> batches = new ArrayList<>();
      json.required("batches").forEach(batch -> batches.add(batch(batch)));
      return new SsmRun(
          text(json, "run"),
          Instant.parse(text(json, "begun")),
          new OutputLocation(text(json, "bucket"), text(json, "prefix")),
          Duration.parse(text(json, "patience")),
          members,
          batches);
    } catch (RuntimeException e) {
      throw new IOException("not a run: " + e.getMessage(), e);
    }
  }

  private static Member member(JsonNode json) {
    Instance instance =
        new Instance(
            new GroupKey(text(json, "account"), text(json, "region"), text(json, "asg")),
            text(json, "instance"),
            new Cohort(text(json, "ami"), text(json, "launchVersion"), text(json, "instanceType")),
            new Address(text(json, "az"), text(json, "hostname"), text(json, "privateIp")));
    return new Member(
        new Target(instance, text(json, "lifecycle"), text(json, "skipped")),
        outcome(json, "verdict"),
        text(json, "reason"));
  }

  private static CommandBatch batch(JsonNode json) {
    List<String> ids = new ArrayList<>();
    json.required("instances").forEach(id -> ids.add(id.textValue()));
    return new CommandBatch(
        json.required("number").intValue(),
        new AccountRegion(text(json, "account"), text(json, "region")),
        ids,
        CommandBatch.State.valueOf(text(json, "state")),
        Instant.parse(text(json, "at")),
        text(json, "command"),
        outcome(json, "refusal"),
        text(json, "reason"));
  }

  private static Optional<InstanceOutcome> outcome(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name))
        .map(JsonNode::textValue)
        .map(InstanceOutcome::valueOf);
  }

  private static String text(JsonNode json, String name) {
    return json.required(name).textValue();
  }
}
