package io.diffy.aws;

import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * Whose name calls are made in: the default chain (environment, profile, instance or container
 * role), and on top of it the account's role if it has one. A session is asked for once and renewed
 * when it is about to end.
 */
final class AwsCredentials implements AutoCloseable {
  /** STS takes no others in the name of a session, and 2 to 64 of them. */
  private static final String NOT_IN_SESSION_NAME = "[^\\w+=,.@-]";

  private final DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
  private final StsClient sts;
  private final StsAssumeRoleCredentialsProvider role;

  private AwsCredentials(StsClientBuilder builder, AssumeRoleRequest request) {
    this.sts = builder == null ? null : builder.credentialsProvider(chain).build();
    this.role =
        sts == null
            ? null
            : StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request)
                .build();
  }

  static AwsCredentials of(
      AwsPlace place, String session, UnaryOperator<StsClientBuilder> configured) {
    AwsAccount account = place.account();
    if (account.role().isEmpty()) {
      return new AwsCredentials(null, null);
    }
    AssumeRoleRequest.Builder request =
        AssumeRoleRequest.builder()
            .roleArn(account.role())
            .roleSessionName(sessionName(session))
            .durationSeconds(3600);
    if (!account.externalId().isEmpty()) {
      request.externalId(account.externalId());
    }
    if (!account.sessionPolicy().isEmpty()) {
      request.policy(account.sessionPolicy());
    }
    return new AwsCredentials(configured.apply(StsClient.builder()), request.build());
  }

  AwsCredentialsProvider provider() {
    return role == null ? chain : role;
  }

  static String sessionName(String session) {
    String name = session.replaceAll(NOT_IN_SESSION_NAME, "-");
    String padded = name.length() < 2 ? "diffy-" + name : name;
    return padded.length() <= 64 ? padded : padded.substring(0, 64);
  }

  @Override
  public void close() {
    if (role != null) {
      role.close();
      sts.close();
    }
    chain.close();
  }
}
