package io.diffy.aws.ssm;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Output to results. The payload reads it; whatever it holds, only its own instance suffers. */
record OutputParser(RunContext context) {

  /**
   * Whose output it is.
   *
   * @param sent when its command was sent: the same however often a run is finished
   */
  record Asked(Target target, Instant sent) {}

  InstanceResult of(Asked asked, byte[] output) {
    int most = context.settings().maxOutput();
    if (output.length > most) {
      String reason = "it printed more than " + most + " bytes (plugin.ssm.max-output-bytes)";
      return without(asked, InstanceOutcome.OUTPUT_INVALID, reason, output.length);
    }
    if (Truncation.isMarked(output)) {
      String reason = "the agent cut its output after " + output.length + " bytes";
      return without(asked, InstanceOutcome.OUTPUT_TRUNCATED, reason, output.length);
    }
    try {
      return new InstanceResult(
          asked.target(),
          InstanceOutcome.SUCCESS,
          "",
          context.order().payload().read(asked.target().instance(), output, asked.sent()),
          output.length,
          took(asked));
    } catch (BadOutput e) {
      InstanceOutcome outcome =
          e.cut() ? InstanceOutcome.OUTPUT_TRUNCATED : InstanceOutcome.OUTPUT_INVALID;
      return without(asked, outcome, MaskedText.of(e.getMessage()), output.length);
    } catch (RuntimeException e) {
      // A bug of the payload plugin that this output shows. The others' answers are still good.
      String reason = "the payload plugin failed on it: " + MaskedText.of(e.toString());
      return without(asked, InstanceOutcome.OUTPUT_INVALID, reason, output.length);
    }
  }

  InstanceResult missing(Asked asked, String reason) {
    return without(asked, InstanceOutcome.OUTPUT_MISSING, reason, 0);
  }

  InstanceResult without(Asked asked, InstanceOutcome outcome, String reason, long bytes) {
    return new InstanceResult(asked.target(), outcome, reason, List.of(), bytes, took(asked));
  }

  private Duration took(Asked asked) {
    return Duration.between(asked.sent(), context.now());
  }
}
