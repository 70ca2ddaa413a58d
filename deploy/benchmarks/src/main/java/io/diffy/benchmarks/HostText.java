package io.diffy.benchmarks;

import io.diffy.schemas.Instance;
import java.util.regex.Pattern;

/**
 * Replaces what is a host's own in a text, as a hunter with regular expressions would. It is
 * written apart from the project's own masks, so that the reference does not profit from them.
 */
final class HostText {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /** Not the 64 digits of a digest: these are evidence. */
  private static final Pattern HEX =
      Pattern.compile("(?<![0-9a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,40}(?![0-9a-f])");

  private static final Pattern PRIVATE_ADDRESS =
      Pattern.compile("\\b(?:10|172\\.(?:1[6-9]|2\\d|3[01])|192\\.168)(?:\\.\\d{1,3}){2,3}\\b");

  private static final Pattern BIG_NUMBER = Pattern.compile("\\b\\d{5,}\\b");

  private HostText() {}

  static String mask(String text, Instance instance) {
    String masked =
        text.replace(instance.instanceId(), "<id>")
            .replace(instance.hostname(), "<host>")
            .replace(instance.privateIp(), "<ip>");
    masked = UUID.matcher(masked).replaceAll("<uuid>");
    masked = PRIVATE_ADDRESS.matcher(masked).replaceAll("<ip>");
    masked = HEX.matcher(masked).replaceAll("<hex>");
    return BIG_NUMBER.matcher(masked).replaceAll("<n>");
  }
}
