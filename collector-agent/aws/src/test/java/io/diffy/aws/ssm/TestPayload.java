package io.diffy.aws.ssm;

import io.diffy.plugin.BadOutput;
import io.diffy.plugin.Payload;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A payload whose documents begin with the instance's id and end with a mark. */
final class TestPayload implements Payload {
  static final String END = "\nEND\n";

  /** Every output that was read as good, by instance. */
  final Map<String, byte[]> read = new TreeMap<>();

  /** Whether its script says the digest of its document in standard error. */
  boolean vouched;

  static String line(String document) {
    return "digest " + document.hashCode();
  }

  @Override
  public Optional<String> voucher(byte[] output) {
    return vouched
        ? Optional.of(line(new String(output, StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  static String document(String id, int lines) {
    StringBuilder text = new StringBuilder(id);
    for (int line = 0; line < lines; line++) {
      text.append('\n').append(line).append(" root 0 /usr/sbin/cron -f \u00e9");
    }
    return text.append(END).toString();
  }

  @Override
  public String script() {
    return "set -eu\necho 'one document'\n";
  }

  @Override
  public List<String> queries() {
    return List.of("crontab");
  }

  @Override
  public List<Observation> read(Instance instance, byte[] output, Instant at) throws BadOutput {
    String text = new String(output, StandardCharsets.UTF_8);
    if (text.startsWith("BUG")) {
      throw new IllegalStateException("a bug");
    }
    if (!text.startsWith(instance.instanceId())) {
      throw new BadOutput("it is not the document of " + instance.instanceId(), false);
    }
    if (!text.endsWith(END)) {
      throw new BadOutput("the end mark is missing", true);
    }
    read.put(instance.instanceId(), output);
    Map<String, String> row = Map.of("bytes", String.valueOf(output.length));
    return List.of(Observation.of(instance, "crontab", at, List.of(row)));
  }
}
