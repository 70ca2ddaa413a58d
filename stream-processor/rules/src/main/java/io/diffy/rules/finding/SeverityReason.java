package io.diffy.rules.finding;

/** Why a deviation matters more, or less, than its table says. */
public enum SeverityReason {
  /** Its score is {@link SeverityRule#VERY_ODD} or above. */
  VERY_ODD(1),
  /** Its score was, and is not below {@link SeverityRule#STILL_VERY_ODD}. */
  STILL_VERY_ODD(1),
  /** It is on {@link SeverityRule#SPREADING} times as many hosts as at first, or more. */
  SPREADING(1),
  /** It is on {@link SeverityRule#SPREAD_WIDE} times as many hosts as at first, or more. */
  SPREAD_WIDE(2),
  /** What stands where anybody may write, or in a hidden folder, matters no less than medium. */
  ODD_PLACE(0),
  /** Another server that hosts mount their files from matters no less than medium. */
  OTHER_SERVER(0),
  /** Routine rows, or those of a part of the group, matter no more than medium. */
  ROUTINE(0),
  /** What a container, work or an upgrade brings about is told, and accuses nobody. */
  PASSING(0),
  /** The group knows that it comes and goes: told, and accuses nobody. */
  KNOWN(0),
  /** It is part of a story that another finding tells. */
  STORY(0),
  /** It reaches out to the internet from a group in which no score is very odd. */
  REACHES_OUT(1),
  /** An account with the rights of root. */
  ROOT_ACCOUNT(1),
  /**
   * It listens where only the host itself reaches it; that alone makes nothing less than medium.
   */
  LOOPBACK(-1),
  /** Too few are compared to be sure. */
  LOW_CONFIDENCE(-1);

  private final int levels;

  SeverityReason(int levels) {
    this.levels = levels;
  }

  /** How many levels it adds. */
  public int levels() {
    return levels;
  }
}
