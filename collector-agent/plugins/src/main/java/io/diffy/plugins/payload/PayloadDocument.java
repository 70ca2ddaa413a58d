package io.diffy.plugins.payload;

import io.diffy.plugin.BadOutput;
import io.diffy.schemas.Instance;
import io.diffy.schemas.text.Hashing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one document a payload prints: {@code
 * {"diffy_payload":2,"run":…,"instance":…,"command":…,"encoding":…,"pid":…,"answers":[…],"bytes":…,"sha256":…,"end":…}}.
 * Its last fields say how long the answers are, their SHA-256, and the run again: what was cut or
 * changed on the way is recognised. Whatever rows hold stands in it as base64, so that no row can
 * end it early.
 *
 * @param pid of the shell that printed it
 * @param blocks in the order of asking
 */
record PayloadDocument(long pid, List<Block> blocks) {
  private static final String BEGINNING = "{\"diffy_payload\":";
  private static final Pattern HEAD =
      Pattern.compile(
          "\\{\"diffy_payload\":(\\d{1,4}),\"run\":\"([A-Za-z0-9-]{1,64})\","
              + "\"instance\":\"([A-Za-z0-9._-]{0,64})\",\"command\":\"([A-Za-z0-9._-]{0,64})\","
              + "\"encoding\":\"(base64|gzip\\+base64)\",\"pid\":(\\d{1,18}),\"answers\":");
  private static final Pattern TAIL =
      Pattern.compile(
          ",\"bytes\":(\\d{1,10}),\"sha256\":\"([0-9a-f]{64})\",\"end\":\"([A-Za-z0-9-]{1,64})\"}\\s*\\z");

  /** Longer than any head or tail. */
  private static final int ENDS = 512;

  private static final String VERSION = "2";

  /**
   * Reads what an instance printed, and only its own: what it says of itself proves nothing, but
   * what was put in a wrong place is found.
   *
   * @param at the time of answers that don't say one
   */
  static PayloadDocument read(
      byte[] output, String runId, Instance instance, PayloadLimits limits, Instant at)
      throws BadOutput {
    String start =
        new String(output, 0, Math.min(output.length, ENDS), StandardCharsets.ISO_8859_1);
    if (start.isEmpty()) {
      throw new BadOutput("nothing was printed", true);
    }
    if (BEGINNING.startsWith(start)) {
      throw new BadOutput("it ends after %d bytes".formatted(output.length), true);
    }
    if (!start.startsWith(BEGINNING)) {
      throw new BadOutput("it does not begin as the document of a payload", false);
    }
    Matcher head = HEAD.matcher(start);
    int tailFrom = Math.max(0, output.length - ENDS);
    Matcher tail =
        TAIL.matcher(
            new String(output, tailFrom, output.length - tailFrom, StandardCharsets.ISO_8859_1));
    if (!tail.find()) {
      throw new BadOutput("its end is missing after %d bytes".formatted(output.length), true);
    }
    if (!head.lookingAt()) {
      throw new BadOutput("the head of the document is not what a payload prints", false);
    }
    require(head.group(1).equals(VERSION), "format %s; this one reads 2", head.group(1));
    require(head.group(2).equals(runId), "it is of run %s", head.group(2));
    require(
        head.group(3).equals(instance.instanceId()),
        "it is of %s",
        head.group(3).isEmpty() ? "an instance that does not know its own id" : head.group(3));
    require(tail.group(3).equals(runId), "its end is of run %s", tail.group(3));
    int from = head.end();
    int length = tailFrom + tail.start() - from;
    long announced = Long.parseLong(tail.group(1));
    if (length != announced) {
      throw new BadOutput(
          "%d bytes of answers where %d are announced".formatted(Math.max(0, length), announced),
          length < announced);
    }
    require(
        sha256(output, from, length).equals(tail.group(2)),
        "the SHA-256 of its %s bytes is not the one announced",
        tail.group(1));
    boolean zipped = head.group(5).startsWith("gzip");
    return new PayloadDocument(
        Long.parseLong(head.group(6)),
        new BlockReader(zipped, limits, at).read(output, from, length));
  }

  /**
   * What the run's standard error must hold for this output. SSM keeps that for each instance
   * apart, while objects in a bucket may be anybody's.
   */
  static String voucher(byte[] output, String runId) {
    int from = Math.max(0, output.length - ENDS);
    Matcher tail =
        TAIL.matcher(new String(output, from, output.length - from, StandardCharsets.ISO_8859_1));
    return "diffy_payload %s %s".formatted(runId, tail.find() ? tail.group(2) : "(no digest)");
  }

  private static void require(boolean holds, String problem, String detail) throws BadOutput {
    if (!holds) {
      throw new BadOutput(problem.formatted(detail), false);
    }
  }

  private static String sha256(byte[] bytes, int from, int length) {
    MessageDigest digest = Hashing.by("SHA-256");
    digest.update(bytes, from, length);
    return HexFormat.of().formatHex(digest.digest());
  }
}
