package io.diffy.aws;

import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Whose name calls are made in: the default chain (environment, profile, instance or container
 * role), and on top of it the account's role if it has one. A session is asked for once and renewed
 * when it is about to end.
 *
 * @param toClose in this order
 */
record AwsCredentials(AwsCredentialsProvider provider, List<SdkAutoCloseable> toClose)
    implements AutoCloseable {
  /** STS takes no others in the name of a session, and 2 to 64 of them. */
  private static final String NOT_IN_SESSION_NAME = "[^\\w+=,.@-]";

  static AwsCredentials of(
      AwsPlace place, String session, UnaryOperator<StsClientBuilder> configured) {
    AwsAccount account = place.account();
    DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
    if (account.role().isEmpty()) {
      return new AwsCredentials(chain, List.of(chain));
    }
    StsClient sts = configured.apply(StsClient.builder()).credentialsProvider(chain).build();
    StsAssumeRoleCredentialsProvider role =
        StsAssumeRoleCredentialsProvider.builder()
            .stsClient(sts)
            .refreshRequest(
                request ->
                    request
                        .roleArn(account.role())
                        .roleSessionName(sessionName(session))
                        .durationSeconds(3600)
                        .externalId(nullIfEmpty(account.externalId()))
                        .policy(nullIfEmpty(account.sessionPolicy())))
            .build();
    return new AwsCredentials(role, List.of(role, sts, chain));
  }

  static String sessionName(String session) {
    String name = session.replaceAll(NOT_IN_SESSION_NAME, "-");
    String padded = name.length() < 2 ? "diffy-" + name : name;
    return padded.length() <= 64 ? padded : padded.substring(0, 64);
  }

  private static String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  @Override
  public void close() {
    toClose.forEach(SdkAutoCloseable::close);
  }
}
