package io.diffy.simulator;

/** What a host was launched from: launch template version, image and the software in it. */
enum Release {
  OLD("r1", 11),
  NEW("r2", 12),
  CANARY("canary", 13);

  private final String word;
  private final int launchVersion;

  Release(String word, int launchVersion) {
    this.word = word;
    this.launchVersion = launchVersion;
  }

  /** How the row templates call it. */
  String word() {
    return word;
  }

  String launchVersion() {
    return Integer.toString(launchVersion);
  }
}
