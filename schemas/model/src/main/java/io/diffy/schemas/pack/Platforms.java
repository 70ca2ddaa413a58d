package io.diffy.schemas.pack;

import java.util.List;

/**
 * osquery's platform words. A pack or query lists them in one text; what counts is which of them
 * occur in it ({@code osquery/config/packs.cpp#checkPlatform}).
 */
public final class Platforms {
  private static final List<String> LINUX_WORDS =
      List.of("any", "all", "posix", "linux", "ubuntu", "centos");

  private static final List<String> OTHERS = List.of("darwin", "windows", "freebsd");

  private Platforms() {}

  /** Whether something marked with these words runs on Linux. No words: it runs everywhere. */
  public static boolean includeLinux(String words) {
    return words.isEmpty() || LINUX_WORDS.stream().anyMatch(words::contains);
  }

  /** Whether a query of a pack runs on Linux. */
  public static boolean includeLinux(Pack pack, PackQuery query) {
    return includeLinux(pack.platform()) && includeLinux(query.platform());
  }

  /** What it is marked with that does not run on Linux: {@code (darwin)}. */
  public static String told(Pack pack, PackQuery query) {
    String words = includeLinux(pack.platform()) ? query.platform() : pack.platform();
    boolean known =
        OTHERS.stream().anyMatch(words::contains) || LINUX_WORDS.stream().anyMatch(words::contains);
    return " (" + words + (known ? "" : ", which osquery does not know") + ")";
  }
}
