package io.diffy.aws;

import io.diffy.aws.scripted.Answer;
import io.diffy.aws.scripted.Handler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Accounts with roles, and the sessions STS gives for them. */
final class TestSessions {
  static final String EXTERNAL_ID = "external-id-of-the-tests";
  static final String SECRET_KEY = "session-secret-of-the-tests";
  static final String TOKEN = "session-token-of-the-tests";

  private TestSessions() {}

  /** A session for an hour, whose key id names the role's account. */
  static Handler assumeRole() {
    return call -> {
      String role = call.param("RoleArn");
      String account = role.split(":", 6)[4];
      String name = call.param("RoleSessionName");
      return Answer.of(
          Map.of(
              "Credentials",
              Map.of(
                  "AccessKeyId",
                  "ASIA" + account,
                  "SecretAccessKey",
                  SECRET_KEY,
                  "SessionToken",
                  TOKEN,
                  "Expiration",
                  Instant.now().plusSeconds(3600).toString()),
              "AssumedRoleUser",
              Map.of(
                  "AssumedRoleId", "AROAROLEOFTHETESTS00:" + name,
                  "Arn", "arn:aws:sts::" + account + ":assumed-role/diffy-collector/" + name)));
    };
  }

  /** Two accounts, three regions. */
  static String accountsFile(Path folder) throws IOException {
    String text =
        """
        {"accounts": [
          {"id": "123456789012", "name": "prod",
           "role": "arn:aws:iam::123456789012:role/diffy-collector",
           "external-id": "%s",
           "regions": ["us-east-1", "eu-west-1"],
           "session-policy": {"Version": "2012-10-17", "Statement": [
             {"Effect": "Allow", "Action": "autoscaling:Describe*", "Resource": "*"}]}},
          {"id": "210987654321", "name": "dev",
           "role": "arn:aws:iam::210987654321:role/diffy-collector",
           "regions": ["us-east-1"]}
        ]}
        """
            .formatted(EXTERNAL_ID);
    return Files.writeString(folder.resolve("accounts.json"), text).toString();
  }
}
