package io.diffy.simulator;

import java.util.Arrays;
import java.util.Locale;

/** What the hosts of a group are for. */
enum Profile {
  /** A Java service behind a proxy, collected with the queries of the shipped pack. */
  LEDGER("ledger-api-prod", "714280930561", "eu-west-2", false),
  /**
   * Python workers that encode films, collected with a plainer text of the same queries: kernel
   * threads and sockets without an owner are in the answers.
   */
  MEDIA("media-encode-prod", "630917745208", "us-west-2", true);

  final String asg;
  final String account;
  final String region;
  final boolean plainSql;

  Profile(String asg, String account, String region, boolean plainSql) {
    this.asg = asg;
    this.account = account;
    this.region = region;
    this.plainSql = plainSql;
  }

  static boolean isWord(String word) {
    return Arrays.stream(values()).anyMatch(profile -> profile.word().equals(word));
  }

  /** How the row templates call it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
