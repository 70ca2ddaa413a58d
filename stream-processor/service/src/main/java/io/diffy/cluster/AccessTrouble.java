package io.diffy.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * What a person does about a Kafka that does not let a client in, or not do what it wants: the
 * first cause that says so, in one sentence. No secret is among what Kafka's exceptions hold here.
 */
public final class AccessTrouble {
  private static final String GRANT =
      "; give it the ACLs of its role: deploy/acl in the source tree holds them";

  private static final Pattern STATUS = Pattern.compile("response code ([0-9]{3})");

  private AccessTrouble() {}

  /** Empty when the failure is about something else. */
  public static Optional<String> sentence(Throwable failure) {
    List<Throwable> causes = causes(failure);
    Throwable root = causes.get(causes.size() - 1);
    for (Throwable cause : causes) {
      if (cause instanceof SslAuthenticationException) {
        return Optional.of(certificate(String.valueOf(root.getMessage())));
      }
      if (cause instanceof UnsupportedSaslMechanismException) {
        return Optional.of(
            "Kafka does not know this way to log in (%s); set kafka.sasl.mechanism to one that it has, and kafka.sasl.jaas.config with it"
                .formatted(cause.getMessage()));
      }
      if (cause instanceof IllegalSaslStateException) {
        return Optional.of(
            "Kafka asks for no password at this port; set kafka.security.protocol to PLAINTEXT or SSL, or name the port that asks");
      }
      if (cause instanceof SaslAuthenticationException) {
        return Optional.of(
            "Kafka does not know this user with this password ("
                + cause.getMessage()
                + "); check kafka.sasl.mechanism and kafka.sasl.jaas.config");
      }
      if (cause instanceof AuthorizationException denied) {
        return Optional.of("Kafka does not let this user use " + what(denied) + GRANT);
      }
    }
    if (String.valueOf(root.getMessage()).contains("token endpoint")) {
      // What the service answered may quote what it was given.
      Matcher status = STATUS.matcher(root.getMessage());
      return Optional.of(
          "no token from the login service at kafka.sasl.oauthbearer.token.endpoint.url%s; check clientId and clientSecret in kafka.sasl.jaas.config"
              .formatted(status.find() ? " (HTTP " + status.group(1) + ")" : ""));
    }
    if (String.valueOf(root.getMessage()).contains("JAAS config")) {
      // What Kafka says quotes a piece of the text, which may be one of the password.
      return Optional.of(
          "kafka.sasl.jaas.config can't be read; it is written: <class of the login module> required"
              + " username=\"…\" password=\"…\";");
    }
    return Optional.empty();
  }

  private static String certificate(String why) {
    if (why.contains("certification path") || why.contains("PKIX")) {
      return "this client does not trust the certificate of Kafka; name who signed it:"
          + " kafka.ssl.truststore.location, with kafka.ssl.truststore.type=PEM for a .pem file";
    }
    if (why.contains("subject alternative") || why.contains("No name matching")) {
      return "the certificate of Kafka is not for the address in --bootstrap-server ("
          + why
          + "); use a name that stands in it";
    }
    return "no TLS with Kafka ("
        + why
        + "); where Kafka asks for a certificate of the client, name it with kafka.ssl.keystore.location";
  }

  private static String what(AuthorizationException denied) {
    if (denied instanceof TopicAuthorizationException topics) {
      // Admin clients don't say which; who called them does.
      return topics.unauthorizedTopics().isEmpty()
          ? "a topic that it needs"
          : "topic " + String.join(", ", new TreeSet<>(topics.unauthorizedTopics()));
    }
    if (denied instanceof GroupAuthorizationException group) {
      return "the consumer group " + group.groupId();
    }
    if (denied instanceof TransactionalIdAuthorizationException) {
      return "this transactional id";
    }
    if (denied instanceof ClusterAuthorizationException) {
      return "the cluster like this";
    }
    return "this (" + denied.getMessage() + ")";
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = failure; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }
}
