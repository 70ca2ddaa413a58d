package io.diffy.aws.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request as it came over the wire.
 *
 * @param service as in the scope of its signature: ssm, autoscaling, ec2, sts, s3
 * @param operation such as {@code SendCommand}
 * @param region as in the scope of its signature
 * @param accessKeyId who signed it
 * @param headers by lower-case name
 * @param body with S3's chunk framing taken off
 */
public record Call(
    String service,
    String operation,
    String region,
    String accessKeyId,
    String method,
    URI uri,
    Map<String, String> headers,
    byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The body of a call to SSM. */
  public JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parameters of a call to Auto Scaling, EC2 or STS, such as {@code Filter.1.Name}. */
  public Map<String, String> params() {
    return form(text());
  }

  /** A parameter, empty when absent. */
  public String param(String name) {
    return params().getOrDefault(name, "");
  }

  /** The parameters {@code name.1}, {@code name.2} and so on. */
  public List<String> numbered(String name) {
    Map<String, String> all = params();
    List<String> values = new ArrayList<>();
    for (int i = 1; all.containsKey(name + "." + i); i++) {
      values.add(all.get(name + "." + i));
    }
    return values;
  }

  /** What follows the question mark. */
  public Map<String, String> query() {
    return form(uri.getRawQuery() == null ? "" : uri.getRawQuery());
  }

  static Map<String, String> form(String text) {
    Map<String, String> params = new TreeMap<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        params.put(decode(name), decode(value));
      }
    }
    return params;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
