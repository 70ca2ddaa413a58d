package io.diffy.plugin.kit;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A payload to try collection plugins with: its script prints one line, which becomes one row.
 *
 * @param script what runs
 * @param bad what is wrong with the output, when reading it shall fail
 */
public record TestPayload(String script, Optional<BadOutput> bad) implements Payload {
  /** What the script prints. */
  public static final String LINE = "whole answer";

  /** Stands in the script for a signed address: no person and no log may see it. */
  public static final String SECRET = "X-Amz-Signature=5ec4e7";

  /** One that answers. */
  public static TestPayload answering() {
    return new TestPayload("# " + SECRET + "\nprintf '%s\\n' '" + LINE + "'", Optional.empty());
  }

  /** One that runs another script. */
  public static TestPayload running(String script) {
    return new TestPayload(script, Optional.empty());
  }

  /** One whose output can't be read. */
  public static TestPayload unreadable(boolean cut) {
    return new TestPayload(
        answering().script, Optional.of(new BadOutput("its sums do not add up", cut)));
  }

  @Override
  public String shown() {
    return script.replace(SECRET, "(not shown)");
  }

  @Override
  public List<String> queries() {
    return List.of("line");
  }

  @Override
  public List<Observation> read(Instance instance, byte[] output, Instant at) throws BadOutput {
    if (bad.isPresent()) {
      throw bad.get();
    }
    String text = new String(output, StandardCharsets.UTF_8).strip();
    return List.of(Observation.of(instance, "line", at, List.of(Map.of("text", text))));
  }
}
