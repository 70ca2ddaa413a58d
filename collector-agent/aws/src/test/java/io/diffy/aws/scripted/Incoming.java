package io.diffy.aws.scripted;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads calls off HTTP: who signed, which service, which operation. */
final class Incoming {
  private static final Pattern SCOPE =
      Pattern.compile("([^/= ]+)/[0-9]{8}/([^/]+)/([^/]+)/aws4_request");

  private Incoming() {}

  static Call read(HttpExchange http) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    http.getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    byte[] body = unframed(http.getRequestBody().readAllBytes(), headers);
    Call unsigned =
        new Call("", "", "", "", http.getRequestMethod(), http.getRequestURI(), headers, body);
    String credential =
        headers.getOrDefault(
            "authorization", unsigned.query().getOrDefault("X-Amz-Credential", ""));
    Matcher scope = SCOPE.matcher(credential);
    boolean signed = scope.find();
    String service = signed ? scope.group(3) : "s3";
    return new Call(
        service,
        operation(service, unsigned),
        signed ? scope.group(2) : "",
        signed ? scope.group(1) : "",
        unsigned.method(),
        unsigned.uri(),
        headers,
        body);
  }

  private static String operation(String service, Call call) {
    return switch (service) {
      case "ssm" -> call.headers().getOrDefault("x-amz-target", "").replace("AmazonSSM.", "");
      case "s3" -> s3(call);
      default -> call.param("Action");
    };
  }

  /** Path style: {@code /bucket} or {@code /bucket/key}. */
  private static String s3(Call call) {
    boolean object =
        call.uri().getRawPath().indexOf('/', 1) > 0 && !call.uri().getRawPath().matches("/[^/]+/");
    String noun = object ? "Object" : "Bucket";
    return switch (call.method()) {
      case "GET" -> object ? "GetObject" : "ListObjectsV2";
      case "POST" -> "PostObject";
      default ->
          call.method().charAt(0) + call.method().substring(1).toLowerCase(Locale.ROOT) + noun;
    };
  }

  /** Takes off S3's framing: chunks with their lengths and signatures, and the trailers. */
  private static byte[] unframed(byte[] body, Map<String, String> headers) {
    if (!headers.getOrDefault("content-encoding", "").contains("aws-chunked")) {
      return body;
    }
    String text = new String(body, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int end = text.indexOf("\r\n", at);
      String head = text.substring(at, end);
      int semicolon = head.indexOf(';');
      int length = Integer.parseInt(semicolon < 0 ? head : head.substring(0, semicolon), 16);
      if (length == 0) {
        return out.toByteArray();
      }
      out.write(body, end + 2, length);
      at = end + 2 + length + 2;
    }
  }
}
