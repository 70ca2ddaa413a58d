package io.diffy.aws.scripted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes answers as each service does: AWS JSON 1.1, AWS query, EC2 query, REST XML. */
final class Wire {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REQUEST_ID = "00000000-0000-4000-8000-000000000000";
  private static final Map<String, String> NAMESPACES =
      Map.of(
          "autoscaling", "http://autoscaling.amazonaws.com/doc/2011-01-01/",
          "ec2", "http://ec2.amazonaws.com/doc/2016-11-15/",
          "sts", "https://sts.amazonaws.com/doc/2011-06-15/");

  private Wire() {}

  static Answer write(Call call, Answer answer) {
    if (answer.bytes() != null) {
      return answer;
    }
    boolean json = call.service().equals("ssm");
    String body = answer.code().isEmpty() ? success(call, answer) : error(call, answer);
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers.put("Content-Type", json ? "application/x-amz-json-1.1" : "text/xml;charset=UTF-8");
    headers.put("x-amzn-RequestId", REQUEST_ID);
    return Answer.raw(answer.status(), headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String success(Call call, Answer answer) {
    String operation = call.operation();
    String namespace = NAMESPACES.get(call.service());
    return switch (call.service()) {
      case "ssm" -> json(answer.shape());
      case "ec2" ->
          "<%1$sResponse xmlns=\"%2$s\"><requestId>%3$s</requestId>%4$s</%1$sResponse>"
              .formatted(operation, namespace, REQUEST_ID, xml(answer.shape(), "item"));
      case "s3" -> "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml(answer.shape(), "member");
      default ->
          """
          <%1$sResponse xmlns="%2$s"><%1$sResult>%4$s</%1$sResult>\
          <ResponseMetadata><RequestId>%3$s</RequestId></ResponseMetadata></%1$sResponse>"""
              .formatted(operation, namespace, REQUEST_ID, xml(answer.shape(), "member"));
    };
  }

  private static String error(Call call, Answer answer) {
    String code = answer.code();
    String message = escape(String.valueOf(answer.shape()));
    return switch (call.service()) {
      case "ssm" -> json(Map.of("__type", code, "message", answer.shape()));
      case "ec2" ->
          """
          <Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>\
          <RequestID>%s</RequestID></Response>"""
              .formatted(code, message, REQUEST_ID);
      case "s3" ->
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId></Error>"""
              .formatted(code, message, REQUEST_ID);
      default ->
          """
          <ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>%s</Code>\
          <Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>"""
              .formatted(NAMESPACES.get(call.service()), code, message, REQUEST_ID);
    };
  }

  private static String json(Object shape) {
    try {
      return JSON.writeValueAsString(shape);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Maps become elements, a list an element for each member. */
  private static String xml(Object shape, String member) {
    StringBuilder xml = new StringBuilder();
    if (shape instanceof Map<?, ?> map) {
      map.forEach((name, value) -> element(xml, String.valueOf(name), xml(value, member)));
    } else if (shape instanceof List<?> list) {
      list.forEach(value -> element(xml, member, xml(value, member)));
    } else {
      xml.append(escape(String.valueOf(shape)));
    }
    return xml.toString();
  }

  private static void element(StringBuilder xml, String name, String inner) {
    xml.append('<').append(name).append('>').append(inner).append("</").append(name).append('>');
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
