package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.json.Json;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/** Why a request is not done: an answer as RFC 9457 has it. */
public final class Problem extends RuntimeException {
  static final String TYPE = "application/problem+json";

  private static final long serialVersionUID = 1;

  private final transient Kind kind;
  private final transient Consumer<ObjectNode> more;
  private String allowed = "";

  /** What can be wrong. The word is the end of the problem's type, and never changes. */
  public enum Kind {
    BAD_REQUEST(400, "bad-request", "The request is not understood"),
    BAD_CURSOR(400, "bad-cursor", "The cursor is of another list"),
    NO_TOKEN(401, "no-token", "A token is needed"),
    BAD_TOKEN(401, "bad-token", "The token is not known"),
    EXPIRED_TOKEN(401, "expired-token", "The token has expired"),
    WRONG_ROLE(403, "wrong-role", "The role does not allow this"),
    CROSS_SITE(403, "cross-site", "The request comes from another site"),
    WRONG_HOST(421, "wrong-host", "The request was meant for another host"),
    UNKNOWN(404, "unknown", "There is no such thing"),
    METHOD(405, "method", "The method is not allowed here"),
    CONFLICT(409, "conflict", "It is not as it was"),
    TOO_LARGE(413, "too-large", "The request is too large"),
    MEDIA_TYPE(415, "media-type", "The body has the wrong type"),
    BUSY(429, "busy", "Too much of this is going on"),
    FAILED(500, "failed", "It failed"),
    NO_LOGIN(503, "no-login", "The login service is not there"),
    NOT_READY(503, "not-ready", "Not caught up with the topics yet");

    private final int status;
    private final String word;
    private final String title;

    Kind(int status, String word, String title) {
      this.status = status;
      this.word = word;
      this.title = title;
    }
  }

  private Problem(Kind kind, String detail, Consumer<ObjectNode> more) {
    super(detail);
    this.kind = kind;
    this.more = more;
  }

  /** Says what went wrong, where, and what to do. */
  public static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, node -> {});
  }

  /** The same with fields of its own. */
  public static Problem of(Kind kind, String detail, Consumer<ObjectNode> more) {
    return new Problem(kind, detail, more);
  }

  /** A parameter or field that is wrong. */
  public static Problem wrong(String parameter, String detail) {
    return new Problem(
        Kind.BAD_REQUEST, parameter + ": " + detail, node -> node.put("parameter", parameter));
  }

  /** Only these methods. */
  static Problem method(Collection<String> allowed) {
    String all = String.join(", ", allowed);
    Problem problem = of(Kind.METHOD, "here one can only " + all);
    problem.allowed = all;
    return problem;
  }

  /** There is none of that name. */
  public static Problem unknown(String detail) {
    return of(Kind.UNKNOWN, detail);
  }

  Reply reply() {
    ObjectNode node = node(kind.status, kind.word, kind.title, getMessage());
    more.accept(node);
    Reply reply = new Reply(kind.status, TYPE, Json.text(node).getBytes(UTF_8), Map.of());
    return switch (kind) {
      case NO_TOKEN, BAD_TOKEN, EXPIRED_TOKEN -> reply.with("WWW-Authenticate", "Bearer");
      case METHOD -> reply.with("Allow", allowed);
      case NOT_READY, NO_LOGIN, BUSY -> reply.with("Retry-After", "1");
      default -> reply;
    };
  }

  /** What the server itself refuses, before anybody has looked at it. */
  static String text(int status, String title) {
    String word = status == Kind.TOO_LARGE.status ? Kind.TOO_LARGE.word : "http-" + status;
    return Json.text(node(status, word, title, title));
  }

  private static ObjectNode node(int status, String word, String title, String detail) {
    return Json.mapper()
        .createObjectNode()
        .put("type", "urn:diffy:problem:" + word)
        .put("title", title)
        .put("status", status)
        .put("detail", detail);
  }
}
