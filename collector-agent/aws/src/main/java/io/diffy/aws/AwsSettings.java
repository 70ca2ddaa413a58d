package io.diffy.aws;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How clients are made, from the settings {@code aws.…}.
 *
 * @param endpoints by service, in place of AWS's own: {@code aws.endpoint.ssm} and so on
 * @param pathStyle whether a bucket stands in the path rather than in the host name
 * @param callsPerSecond of each operation, in an account and region
 * @param maxAttempts of a call, the first included
 * @param callTimeout for a call with all its attempts
 * @param attemptTimeout for one attempt
 */
record AwsSettings(
    Map<String, URI> endpoints,
    boolean pathStyle,
    double callsPerSecond,
    int maxAttempts,
    Duration callTimeout,
    Duration attemptTimeout) {
  static final String ENDPOINT = "aws.endpoint.";
  static final List<String> SERVICES = List.of("autoscaling", "ec2", "s3", "ssm", "sts");

  static AwsSettings of(PluginContext context) {
    PluginSettings settings = new PluginSettings("", context);
    Map<String, URI> endpoints = endpoints(context.settings());
    return new AwsSettings(
        endpoints,
        pathStyle(context, endpoints.containsKey("s3")),
        callsPerSecond(settings),
        settings.number("aws.max-attempts", 8, 1, 100),
        settings.seconds("aws.call-timeout-seconds", 120, 1, 3_600),
        settings.seconds("aws.attempt-timeout-seconds", 30, 1, 3_600));
  }

  Optional<URI> endpoint(String service) {
    return Optional.ofNullable(endpoints.get(service));
  }

  private static Map<String, URI> endpoints(Map<String, String> settings) {
    Map<String, URI> endpoints = new TreeMap<>();
    for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
      if (setting.getKey().startsWith(ENDPOINT) && !setting.getValue().isEmpty()) {
        String service = setting.getKey().substring(ENDPOINT.length());
        if (!SERVICES.contains(service)) {
          throw new PluginFailure(
              setting.getKey() + ": no such service; known are " + String.join(", ", SERVICES));
        }
        endpoints.put(service, uri(setting.getKey(), setting.getValue()));
      }
    }
    return endpoints;
  }

  private static URI uri(String key, String value) {
    try {
      URI uri = URI.create(value);
      if (uri.getHost() != null && ("http".equals(uri.getScheme()) || https(uri))) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new PluginFailure(key + ": not an http or https address: " + value);
  }

  private static boolean https(URI uri) {
    return "https".equals(uri.getScheme());
  }

  /** What stands in for S3 seldom answers to a host name for each bucket. */
  private static boolean pathStyle(PluginContext context, boolean ownEndpoint) {
    boolean stoodIn =
        ownEndpoint
            || System.getenv("AWS_ENDPOINT_URL") != null
            || System.getenv("AWS_ENDPOINT_URL_S3") != null;
    return new PluginSettings("", context).flag("aws.s3.path-style", stoodIn);
  }

  private static double callsPerSecond(PluginSettings settings) {
    String text = settings.text("aws.calls-per-second");
    try {
      double number = text.isEmpty() ? 2 : Double.parseDouble(text);
      if (number >= 0.1 && number <= 1_000) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw settings.wrong("aws.calls-per-second", "a number from 0.1 to 1000");
  }
}
