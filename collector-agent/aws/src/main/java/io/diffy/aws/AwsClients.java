package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The clients of one account and region, made when first asked for. They share one set of
 * credentials, retry with adaptive back-off, and keep to one {@link CallBudget}. Safe for several
 * threads.
 */
public final class AwsClients implements AutoCloseable {
  private static final Map<Object, CallBudget> BUDGETS = new ConcurrentHashMap<>();
  private static final Map<Object, AwsClients> SHARED = new ConcurrentHashMap<>();

  private final AwsPlace place;
  private final AwsSettings settings;
  private final CallBudget budget;
  private final SdkHttpClient http;
  private final AwsCredentials credentials;
  private final Map<String, SdkAutoCloseable> made = new ConcurrentHashMap<>();

  private AwsClients(AwsPlace place, String session, AwsSettings settings) {
    this.place = place;
    this.settings = settings;
    this.budget =
        BUDGETS.computeIfAbsent(
            List.of(place.account().id(), place.region(), settings),
            key -> CallBudget.of(settings.callsPerSecond()));
    this.http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(10))
            .socketTimeout(settings.attemptTimeout())
            .build();
    this.credentials = AwsCredentials.of(place, session, b -> common(b, "sts").httpClient(http));
  }

  /**
   * Clients of one run, to be closed after it.
   *
   * @param session names the run in the account's audit trail: its id
   */
  public static AwsClients open(AwsPlace place, String session, PluginContext context) {
    return new AwsClients(place, session, AwsSettings.of(context));
  }

  /** Clients for calls that belong to no run. One set for the process; nobody closes them. */
  public static AwsClients shared(AwsPlace place, PluginContext context) {
    AwsSettings settings = AwsSettings.of(context);
    return SHARED.computeIfAbsent(
        List.of(place, settings), key -> new AwsClients(place, "diffy", settings));
  }

  public AwsPlace place() {
    return place;
  }

  public SsmClient ssm() {
    return client("ssm", () -> limited(SsmClient.builder(), "ssm").build());
  }

  public AutoScalingClient autoScaling() {
    return client("autoscaling", () -> limited(AutoScalingClient.builder(), "autoscaling").build());
  }

  public Ec2Client ec2() {
    return client("ec2", () -> limited(Ec2Client.builder(), "ec2").build());
  }

  /** Outside of the budget: S3 takes thousands of calls a second for one prefix. */
  public S3Client s3() {
    return client(
        "s3",
        () ->
            common(S3Client.builder().forcePathStyle(settings.pathStyle()), "s3")
                .httpClient(http)
                .credentialsProvider(credentials.provider())
                .build());
  }

  /** Makes addresses that stand for one call to S3. Such an address is a secret: don't log it. */
  public S3Presigner presigner() {
    return client(
        "presigner",
        () -> {
          S3Presigner.Builder builder =
              S3Presigner.builder()
                  .region(Region.of(place.region()))
                  .credentialsProvider(credentials.provider())
                  .serviceConfiguration(
                      S3Configuration.builder()
                          .pathStyleAccessEnabled(settings.pathStyle())
                          .build());
          settings.endpoint("s3").ifPresent(builder::endpointOverride);
          return builder.build();
        });
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B limited(
      B builder, String service) {
    B common = common(builder, service);
    return common
        .httpClient(http)
        .credentialsProvider(credentials.provider())
        .overrideConfiguration(
            override().addExecutionInterceptor(new BudgetInterceptor(budget)).build());
  }

  private <B extends AwsClientBuilder<B, C>, C> B common(B builder, String service) {
    builder.region(Region.of(place.region())).overrideConfiguration(override().build());
    settings.endpoint(service).ifPresent(builder::endpointOverride);
    return builder;
  }

  private ClientOverrideConfiguration.Builder override() {
    return ClientOverrideConfiguration.builder()
        .addExecutionInterceptor(new AnswerInterceptor())
        .retryStrategy(
            AwsRetryStrategy.adaptiveRetryStrategy().toBuilder()
                .maxAttempts(settings.maxAttempts())
                .build())
        .apiCallTimeout(settings.callTimeout())
        .apiCallAttemptTimeout(settings.attemptTimeout());
  }

  private <C extends SdkAutoCloseable> C client(String name, Supplier<C> maker) {
    @SuppressWarnings("unchecked") // Each name has one type.
    C client = (C) made.computeIfAbsent(name, n -> maker.get());
    return client;
  }

  @Override
  public void close() {
    made.values().forEach(SdkAutoCloseable::close);
    credentials.close();
    http.close();
  }
}
