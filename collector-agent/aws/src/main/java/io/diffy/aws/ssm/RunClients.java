package io.diffy.aws.ssm;

import io.diffy.aws.AwsAccounts;
import io.diffy.aws.AwsClients;
import io.diffy.aws.AwsPlace;
import io.diffy.plugin.PluginContext;
import java.util.Map;
import java.util.TreeMap;

/** The clients of one run: SSM where the instances are, S3 where the bucket is. */
final class RunClients implements AutoCloseable {
  private final String runId;
  private final PluginContext context;
  private final AwsAccounts accounts;
  private final Map<String, AwsClients> open = new TreeMap<>();

  RunClients(String runId, PluginContext context) {
    this.runId = runId;
    this.context = context;
    this.accounts = AwsAccounts.of(context);
  }

  SsmCalls ssm(AccountRegion place) {
    return new SsmCalls(at(accounts.place(place.account(), place.region())).ssm(), context.notes());
  }

  OutputBucket bucket() {
    AwsPlace place =
        accounts.place(context.setting("aws.s3.account", ""), context.setting("aws.s3.region", ""));
    return new OutputBucket(
        at(place).s3(), place, context.setting("aws.s3.bucket", ""), context.notes());
  }

  private AwsClients at(AwsPlace place) {
    return open.computeIfAbsent(place.toString(), any -> AwsClients.open(place, runId, context));
  }

  @Override
  public void close() {
    open.values().forEach(AwsClients::close);
  }
}
