package io.diffy.aws.ssm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ssm.model.DocumentHashType;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/** The SendCommand of a batch. */
final class SendRequests {
  private SendRequests() {}

  static SendCommandRequest send(
      CommandBatch batch,
      String comment,
      String script,
      Duration execution,
      OutputLocation output,
      SsmSettings settings) {
    SendCommandRequest.Builder request =
        SendCommandRequest.builder()
            .documentName(settings.document())
            .instanceIds(batch.ids())
            .comment(comment)
            .timeoutSeconds(Math.toIntExact(settings.delivery().toSeconds()))
            .maxConcurrency(String.valueOf(settings.concurrency()))
            // The default, 0, ends the whole command at the first instance that fails.
            .maxErrors("100%")
            .parameters(
                Map.of(
                    "commands", List.of(script.split("\n", -1)),
                    "executionTimeout", List.of(String.valueOf(execution.toSeconds()))));
    if (!settings.documentVersion().isEmpty()) {
      request.documentVersion(settings.documentVersion());
    }
    if (!settings.documentHash().isEmpty()) {
      request.documentHash(settings.documentHash()).documentHashType(DocumentHashType.SHA256);
    }
    if (!output.isInline()) {
      request.outputS3BucketName(output.bucket()).outputS3KeyPrefix(output.prefix());
    }
    return request.build();
  }
}
