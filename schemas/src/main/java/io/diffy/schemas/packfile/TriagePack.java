package io.diffy.schemas.packfile;

import io.diffy.schemas.pack.Pack;

/** The pack that is asked where nobody names another: what attackers touch on a Linux host. */
public final class TriagePack {
  private TriagePack() {}

  public static Pack load() {
    return ShippedPacks.load(ShippedPacks.TRIAGE);
  }
}
