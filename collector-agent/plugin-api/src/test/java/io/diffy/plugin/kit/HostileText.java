package io.diffy.plugin.kit;

import java.util.List;

/** Texts that break careless code. */
public final class HostileText {
  /** Would leave the file {@link #MARK} behind, were a shell to see it. */
  public static final String COMMAND = "$(touch HOSTILE)`touch HOSTILE`;touch HOSTILE\n|&'\"\\";

  /** The name of the file. */
  public static final String MARK = "HOSTILE";

  private static final List<String> ALL =
      List.of(
          COMMAND,
          "'; touch HOSTILE; '",
          "'\"'\"'$(touch HOSTILE)",
          "a\nb\r\nc\ttab",
          "{{ssm:parameter}}{{",
          "../../etc/passwd",
          "..",
          ".",
          "",
          " ",
          "-rf",
          "~root",
          "*",
          "a%2Fb",
          "%",
          "\u001b[31mred\u0007",
          "ünï✓😀",
          "\u202eright to left",
          "<script>alert(1)</script>",
          "x".repeat(300));

  private HostileText() {}

  /** Texts without a NUL. */
  public static List<String> all() {
    return ALL;
  }
}
