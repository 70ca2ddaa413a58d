package io.diffy.aws.scripted;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** What goes wrong on the way of an answer that AWS gave as it should. */
@FunctionalInterface
public interface WireFault {
  /** Sends something for the answer. Failing ends the connection. */
  void send(Answer answer, HttpExchange http) throws IOException;

  /** The connection is cut after this part of the body; its length was announced. */
  static WireFault cut(double part) {
    return (answer, http) -> cut(answer, http, answer.bytes().length, part);
  }

  /** The same, of a body in chunks. */
  static WireFault cutInChunks(double part) {
    return (answer, http) -> cut(answer, http, 0, part);
  }

  private static void cut(Answer answer, HttpExchange http, int announced, double part)
      throws IOException {
    answer.headers().forEach(http.getResponseHeaders()::set);
    http.sendResponseHeaders(answer.status(), announced);
    int length = (int) (answer.bytes().length * part);
    http.getResponseBody().write(Arrays.copyOf(answer.bytes(), length));
    http.getResponseBody().flush();
    throw new IOException("cut");
  }

  /** The body ends with the connection, before its end: nothing says how long it should be. */
  static WireFault cutWithoutALength(double part) {
    return (answer, http) -> {
      byte[] body = Arrays.copyOf(answer.bytes(), (int) (answer.bytes().length * part));
      other(answer.status(), answer.headers(), body).send(answer, http);
    };
  }

  /** A proxy zips what nobody asked it to. */
  static WireFault zipped() {
    return (answer, http) -> {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
        zip.write(answer.bytes());
      }
      Map<String, String> headers = new TreeMap<>(answer.headers());
      headers.put("Content-Encoding", "gzip");
      other(answer.status(), headers, zipped.toByteArray()).send(answer, http);
    };
  }

  /** Something between here and AWS answers. */
  static WireFault other(int status, Map<String, String> headers, String text) {
    return other(status, headers, text.getBytes(StandardCharsets.UTF_8));
  }

  private static WireFault other(int status, Map<String, String> headers, byte[] body) {
    return (answer, http) -> {
      headers.forEach(http.getResponseHeaders()::set);
      http.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      http.getResponseBody().write(body);
      http.close();
    };
  }
}
