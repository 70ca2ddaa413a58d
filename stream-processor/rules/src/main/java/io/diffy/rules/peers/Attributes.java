package io.diffy.rules.peers;

import java.util.SortedMap;

/** What is known of the attributes of the items of one group and query. */
public interface Attributes {

  /** The item's attributes by column, each text as a fingerprint; none when they are not known. */
  SortedMap<String, Long> of(long item);
}
