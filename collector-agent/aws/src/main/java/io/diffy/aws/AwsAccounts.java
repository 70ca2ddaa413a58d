package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * The accounts of the file that {@code aws.accounts} names; without such a file there is one, the
 * account of the default credentials.
 */
public final class AwsAccounts {
  private final String file;
  private final List<AwsAccount> accounts;
  private final String defaultRegion;

  /** The settings {@code aws.…} that clients and plugins read. */
  public static Set<String> settings() {
    Set<String> keys =
        new TreeSet<>(
            Set.of(
                "aws.accounts",
                "aws.region",
                "aws.s3.account",
                "aws.s3.region",
                "aws.s3.bucket",
                "aws.s3.prefix",
                "aws.s3.path-style",
                "aws.signed-minutes",
                "aws.calls-per-second",
                "aws.max-attempts"));
    keys.addAll(List.of("aws.call-timeout-seconds", "aws.attempt-timeout-seconds"));
    AwsSettings.SERVICES.forEach(service -> keys.add(AwsSettings.ENDPOINT + service));
    return keys;
  }

  private AwsAccounts(String file, List<AwsAccount> accounts, String defaultRegion) {
    this.file = file;
    this.accounts = List.copyOf(accounts);
    this.defaultRegion = defaultRegion;
  }

  /**
   * As configured.
   *
   * @throws PluginFailure that names file, line and key of what is wrong
   */
  public static AwsAccounts of(PluginContext context) {
    String file = context.setting("aws.accounts", "");
    List<AwsAccount> accounts =
        file.isEmpty() ? List.of(AwsAccount.OWN) : AccountsFile.read(Path.of(file));
    return new AwsAccounts(file, accounts, context.setting("aws.region", ""));
  }

  /**
   * One place to look.
   *
   * @param account id or name; empty where there is only one
   * @param region empty: the account's only one, else the default one
   * @throws PluginFailure when there is no such account, or it is not said which
   */
  public AwsPlace place(String account, String region) {
    AwsAccount found = account(account);
    if (!region.isEmpty()) {
      if (!found.regions().isEmpty() && !found.regions().contains(region)) {
        throw new PluginFailure(
            file + ": " + found + " has no region " + region + ", but " + found.regions());
      }
      return new AwsPlace(found, region);
    }
    return new AwsPlace(
        found, found.regions().size() == 1 ? found.regions().get(0) : defaultRegion());
  }

  /** All accounts with all their regions, in the order of the file. */
  public List<AwsPlace> all() {
    List<AwsPlace> places = new ArrayList<>();
    for (AwsAccount account : accounts) {
      List<String> regions =
          account.regions().isEmpty() ? List.of(defaultRegion()) : account.regions();
      regions.forEach(region -> places.add(new AwsPlace(account, region)));
    }
    return places;
  }

  private AwsAccount account(String account) {
    if (file.isEmpty()) {
      return AwsAccount.OWN;
    }
    List<AwsAccount> found =
        account.isEmpty()
            ? accounts
            : accounts.stream().filter(known -> known.is(account)).toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    String problem = found.isEmpty() ? "no account " + account : "say which account";
    String known = accounts.stream().map(AwsAccount::toString).collect(Collectors.joining(", "));
    throw new PluginFailure("%s: %s; there are %s".formatted(file, problem, known));
  }

  private String defaultRegion() {
    if (!defaultRegion.isEmpty()) {
      return defaultRegion;
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion().id();
    } catch (SdkException e) {
      throw new PluginFailure("no region: set --region, aws.region or AWS_REGION", e);
    }
  }
}
