package io.diffy.aws;

/** Where calls go: an account and one of its regions. */
public record AwsPlace(AwsAccount account, String region) {

  /** For a person: {@code account 123456789012, region us-east-1}. */
  @Override
  public String toString() {
    String who = account.id().isEmpty() ? "the own account" : "account " + account.id();
    return who + ", region " + region;
  }
}
