package io.diffy.aws.ssm;

import io.diffy.schemas.Instance;

/**
 * Where commands are sent from: each account and region has its own SSM.
 *
 * @param account twelve digits; empty: where the credentials belong
 * @param region empty: the default one
 */
record AccountRegion(String account, String region) implements Comparable<AccountRegion> {

  static AccountRegion of(Instance instance) {
    return new AccountRegion(instance.account(), instance.region());
  }

  @Override
  public int compareTo(AccountRegion other) {
    return toString().compareTo(other.toString());
  }

  /** For a person. */
  @Override
  public String toString() {
    return (account.isEmpty() ? "own account" : account)
        + "/"
        + (region.isEmpty() ? "default region" : region);
  }
}
