package io.diffy.aws.ssm;

import io.diffy.aws.Pages;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationResponse;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsResponse;
import software.amazon.awssdk.services.ssm.model.ListCommandsResponse;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/**
 * The calls to SSM of one account and region. All throw {@link
 * software.amazon.awssdk.core.exception.SdkException}; {@link SsmFailure} says what it means.
 */
record SsmCalls(SsmClient ssm, Consumer<String> notes) {
  private static final int PAGE = 50;

  /** DescribeInstanceInformation takes no more values in a filter. */
  private static final int FILTER = 100;

  /**
   * A send that gets no answer may have been done. Only {@link CommandSender} may decide to repeat
   * it.
   */
  private static final SdkPlugin ONCE =
      client ->
          client.overrideConfiguration(
              client.overrideConfiguration().toBuilder()
                  .retryStrategy(AwsRetryStrategy.doNotRetry())
                  .build());

  /**
   * What SSM knows of an instance.
   *
   * @param ping {@code Online}, {@code ConnectionLost}, {@code Inactive}, or newer
   * @param platform {@code Linux}, {@code Windows}, {@code MacOS}; empty when not said
   */
  record ManagedInstance(String ping, String platform) {}

  /** The instances that have an agent, by id; those that have none are left out. */
  Map<String, ManagedInstance> managed(List<String> ids) {
    Map<String, ManagedInstance> managed = new TreeMap<>();
    for (List<String> piece : InstanceIds.pieces(ids, FILTER)) {
      InstanceInformationStringFilter these =
          InstanceInformationStringFilter.builder().key("InstanceIds").values(piece).build();
      Pages.of(
              "instances that SSM knows",
              notes,
              token ->
                  ssm.describeInstanceInformation(
                      request -> request.filters(these).maxResults(PAGE).nextToken(token)),
              DescribeInstanceInformationResponse::nextToken)
          .flatMap(page -> page.instanceInformationList().stream())
          .forEach(
              info ->
                  managed.put(
                      info.instanceId(),
                      new ManagedInstance(
                          text(info.pingStatusAsString()), text(info.platformTypeAsString()))));
    }
    return managed;
  }

  /** Sends a command, without any retry, and returns its id. */
  String send(SendCommandRequest request) {
    return ssm.sendCommand(
            request.toBuilder().overrideConfiguration(once -> once.addPlugin(ONCE)).build())
        .command()
        .commandId();
  }

  /** The commands of a run that SSM lists: command ids by the number of their batch. */
  Map<Integer, String> commands(String runId, Instant sentAfter) {
    Map<Integer, String> found = new TreeMap<>();
    CommandFilter recent =
        CommandFilter.builder()
            .key(CommandFilterKey.INVOKED_AFTER)
            .value(sentAfter.truncatedTo(ChronoUnit.SECONDS).toString())
            .build();
    Pages.of(
            "commands",
            notes,
            token ->
                ssm.listCommands(
                    request -> request.filters(recent).maxResults(PAGE).nextToken(token)),
            ListCommandsResponse::nextToken)
        .flatMap(page -> page.commands().stream())
        .forEach(
            command ->
                CommandComment.batch(command.comment(), runId)
                    .ifPresent(batch -> found.putIfAbsent(batch, command.commandId())));
    return found;
  }

  /** The states of a command's instances, as far as SSM lists them already. */
  Map<String, InvocationStatus> states(String commandId) {
    Map<String, InvocationStatus> states = new TreeMap<>();
    Pages.of(
            "instances of command " + commandId,
            notes,
            token ->
                ssm.listCommandInvocations(
                    request -> request.commandId(commandId).maxResults(PAGE).nextToken(token)),
            ListCommandInvocationsResponse::nextToken)
        .flatMap(page -> page.commandInvocations().stream())
        .forEach(
            one ->
                states.put(
                    one.instanceId(),
                    new InvocationStatus(text(one.statusAsString()), text(one.statusDetails()))));
    return states;
  }

  /**
   * What SSM keeps of one instance's run.
   *
   * @param exitCode -1 when there is none
   * @param output its first 24,000 characters, or less
   * @param errors their first 8,000 characters, or less
   */
  record Kept(int exitCode, String output, String errors) {}

  Kept kept(String commandId, String instanceId) {
    GetCommandInvocationResponse one =
        ssm.getCommandInvocation(request -> request.commandId(commandId).instanceId(instanceId));
    return new Kept(
        one.responseCode() == null ? -1 : one.responseCode(),
        text(one.standardOutputContent()),
        text(one.standardErrorContent()));
  }

  void cancel(String commandId, List<String> ids) {
    ssm.cancelCommand(request -> request.commandId(commandId).instanceIds(new ArrayList<>(ids)));
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
