package io.diffy.remote.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.remote.enroll.EnrolledNode;
import io.diffy.remote.intake.RemoteCounts.What;
import io.diffy.remote.topic.AckedWriter.NotKept;
import io.diffy.remote.topic.LenientJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of every request: what is meant, the body, whose key it is, the answer. */
final class RemoteHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteHandler.class);
  private static final String BASE = "/osquery/";
  private static final String NODE_KEY = "NodeKey ";
  private static final int SMALL = 1 << 20;

  private final RemoteApi api;
  private final RemoteCounts counts;
  private final int largestBody;
  private final Allowance strangers = new Allowance(20, 1_000);
  private final Allowance comers = new Allowance(100, 5_000);

  RemoteHandler(RemoteApi api, RemoteCounts counts, int largestBody) {
    this.api = api;
    this.counts = counts;
    this.largestBody = largestBody;
  }

  @Override
  public boolean handle(Request request, Response response, Callback done) {
    RemoteReply reply;
    try {
      reply = answer(request);
    } catch (NotKept | IllegalStateException e) {
      counts.add(What.NOT_KEPT);
      LOG.warn("Kafka did not keep what a host sent, which sends it again: {}", e.getMessage());
      reply = RemoteReply.problem(503, "it could not be kept; send it again");
    } catch (IOException e) {
      counts.add(What.MALFORMED);
      reply = RemoteReply.problem(400, "the body is not what osqueryd sends, or is not whole");
    } catch (RuntimeException bug) {
      LOG.error("{} failed", request.getHttpURI().getPath(), bug);
      reply = RemoteReply.problem(500, "the log of the service says why");
    }
    write(reply, response, done);
    return true;
  }

  private RemoteReply answer(Request request) throws IOException {
    String path = Request.getPathInContext(request);
    int base = path.indexOf(BASE);
    if (base < 0) {
      return RemoteReply.problem(404, "there is only osquery's remote API here, below " + BASE);
    }
    if (!request.getMethod().equals("POST")) {
      return RemoteReply.problem(405, "POST only");
    }
    String what = path.substring(base + BASE.length());
    String from = Request.getRemoteAddr(request);
    return switch (what) {
      case "enroll" -> enroll(body(request, SMALL), from);
      case "log" -> {
        LogBody log = LogBody.of(body(request, largestBody));
        yield known(request, log.nodeKey(), from, node -> api.log(node, log));
      }
      case "config", "distributed/read" -> {
        JsonNode sent = LenientJson.tree(body(request, SMALL));
        yield known(
            request,
            sent.path("node_key").asText(),
            from,
            what.equals("config") ? api::config : api::read);
      }
      case "distributed/write" -> {
        JsonNode sent = LenientJson.tree(body(request, largestBody));
        yield known(request, sent.path("node_key").asText(), from, node -> api.write(node, sent));
      }
      default ->
          RemoteReply.problem(
              404,
              "there is no such path; below %s are enroll, config, log, distributed/read, distributed/write"
                  .formatted(BASE));
    };
  }

  private RemoteReply enroll(String body, String from) throws IOException {
    if (!comers.take(from)) {
      return tooFast();
    }
    RemoteReply reply = api.enroll(body);
    return reply.status() == 200 || strangers.take(from) ? reply : tooFast();
  }

  /** Does what only an enrolled host may ask for. */
  private interface Doing {
    RemoteReply of(EnrolledNode node);
  }

  private RemoteReply known(Request request, String inBody, String from, Doing doing) {
    String header = request.getHeaders().get("Authorization");
    String key =
        inBody.isEmpty() && header != null && header.startsWith(NODE_KEY)
            ? header.substring(NODE_KEY.length()).strip()
            : inBody;
    Optional<EnrolledNode> node = api.node(key);
    if (node.isEmpty()) {
      // Who guesses keys is slowed down; a fleet whose keys were forgotten comes back in time.
      return strangers.take(from) ? RemoteReply.nobody() : tooFast();
    }
    return api.allows(node.get()) ? doing.of(node.get()) : tooFast();
  }

  private RemoteReply tooFast() {
    counts.add(What.PUT_OFF);
    return RemoteReply.problem(429, "too many requests; send it again later");
  }

  /** As text; what is no UTF-8 is replaced, since osqueryd does not look. */
  private static String body(Request request, int largest) throws IOException {
    boolean zipped = "gzip".equalsIgnoreCase(request.getHeaders().get("Content-Encoding"));
    byte[] bytes;
    // To its end in any case: what is left unread would end the connection without an answer.
    try (InputStream sent = Request.asInputStream(request)) {
      bytes = sent.readAllBytes();
    }
    if (zipped) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = in.readNBytes(largest + 1);
      }
    }
    if (bytes.length > largest) {
      throw new IOException("more than " + largest + " bytes");
    }
    return new String(bytes, UTF_8);
  }

  static void write(RemoteReply reply, Response response, Callback done) {
    response.setStatus(reply.status());
    response.getHeaders().put("Content-Type", "application/json");
    if (reply.status() == 429 || reply.status() == 503) {
      response.getHeaders().put("Retry-After", "5");
    }
    response.write(true, ByteBuffer.wrap(reply.body().toString().getBytes(UTF_8)), done);
  }
}
