package io.diffy.aws.scripted;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a handler answers, before it is written in the service's own format.
 *
 * @param status of HTTP
 * @param headers beside those every answer has
 * @param shape the names and values of the wire: maps, lists, strings, numbers; null for bytes
 * @param code of an error; empty for a success
 * @param bytes the body itself, or null for a shape
 */
public record Answer(
    int status, Map<String, String> headers, Object shape, String code, byte[] bytes) {

  /** A success with these names and values. */
  public static Answer of(Map<String, ?> shape) {
    return new Answer(200, Map.of(), shape, "", null);
  }

  /** An error as the service spells it. */
  public static Answer error(int status, String code, String message) {
    return new Answer(status, Map.of(), message, code, null);
  }

  /** A body as it is. */
  public static Answer raw(int status, Map<String, String> headers, byte[] bytes) {
    return new Answer(status, headers, null, "", bytes);
  }

  public static Answer raw(int status, String contentType, String text) {
    return raw(status, Map.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }

  /** "Too often", in the spelling of each service. */
  public static Answer throttled(String service) {
    return switch (service) {
      case "ssm" -> error(400, "ThrottlingException", "Rate exceeded");
      case "autoscaling", "sts" -> error(400, "Throttling", "Rate exceeded");
      case "ec2" -> error(503, "RequestLimitExceeded", "Request limit exceeded.");
      case "s3" -> error(503, "SlowDown", "Please reduce your request rate.");
      default -> throw new IllegalArgumentException("no such service: " + service);
    };
  }
}
