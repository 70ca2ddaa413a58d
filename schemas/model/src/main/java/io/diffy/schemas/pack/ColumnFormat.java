package io.diffy.schemas.pack;

import java.util.Locale;

/** How the text of a column is written before it is compared. */
public enum ColumnFormat {
  /** Text that is each host's own is replaced. */
  MASKED,
  /** Letter by letter: digests, keys, versions. */
  EXACT,
  /** Ports that the kernel hands out by itself are one bucket. */
  PORT,
  /** User and group ids that are handed out in the order of installing are one bucket. */
  ID,
  /** Without the sizes of memory file systems. */
  MOUNT_FLAGS,
  /** Loop devices are one. */
  DEVICE,
  /** The state of a systemd unit, where the row says whether it is active. */
  UNIT_STATE,
  /** Numbers in the names of kernel threads are left out. */
  NAME;

  /** As packs write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
