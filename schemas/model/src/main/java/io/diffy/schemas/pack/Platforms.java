package io.diffy.schemas.pack;

import java.util.List;

/**
 * osquery's platform words. A pack or query lists them in one text; what counts is which of them
 * occur in it ({@code osquery/config/packs.cpp#checkPlatform}).
 */
public final class Platforms {
  private static final List<String> LINUX_WORDS =
      List.of("any", "all", "posix", "linux", "ubuntu", "centos");

  private Platforms() {}

  /** Whether something marked with these words runs on Linux. No words: it runs everywhere. */
  public static boolean includeLinux(String words) {
    return words.isEmpty() || LINUX_WORDS.stream().anyMatch(words::contains);
  }
}
