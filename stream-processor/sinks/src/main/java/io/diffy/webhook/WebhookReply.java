package io.diffy.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.diffy.http.HttpAnswer;
import io.diffy.http.ServerMessage;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer means for the message. A status alone says little: pages to sign in at come with
 * 200, and chats say no with 200 too.
 */
enum WebhookReply {
  TAKEN,
  /** For good: the same message would be refused again. */
  REFUSED,
  /** The same message may be taken later, or elsewhere. */
  NOT_NOW;

  /** Slack and Mattermost say ok, Teams 1, others one of the rest. */
  private static final Set<String> YES =
      Set.of("", "ok", "1", "true", "success", "accepted", "received", "done");

  /** Slack's refusals are one word, such as {@code invalid_payload}. */
  private static final Pattern NO = Pattern.compile("[a-z]+(_[a-z]+)+");

  /** Of refusals, those that pass. */
  private static final Pattern PASSES =
      Pattern.compile(
          ".*(rate.?limit|too.?many|timeout|timed.?out|internal|fatal|unavailable|try.?again|later|overload|busy).*");

  /** Teams answers 200 with what went wrong behind it. */
  private static final Pattern BEHIND = Pattern.compile("(?s).*returned HTTP error (\\d{3}).*");

  /** What answers in JSON call a number that says how it went: as in HTTP, or 0 and 1. */
  private static final Set<String> CODES = Set.of("code", "errcode", "statuscode", "status");

  private static final int WRONG_FROM = 400;
  private static final Set<String> WRONG = Set.of("error", "errors", "fail", "failed", "failure");

  /**
   * By status and body.
   *
   * @param yes what the target says when it takes a message, beside what others say
   */
  static WebhookReply of(HttpAnswer answer, String yes) {
    if (!answer.ok()) {
      return ofStatus(answer.status());
    }
    String said = answer.head();
    String word = unquoted(said).toLowerCase(Locale.ROOT);
    if (YES.contains(word) || (!yes.isEmpty() && said.equals(yes))) {
      return TAKEN;
    }
    Matcher behind = BEHIND.matcher(said);
    if (behind.matches()) {
      return ofStatus(Integer.parseInt(behind.group(1)));
    }
    JsonNode json = answer.json();
    if (!json.isContainerNode()) {
      return NO.matcher(word).matches() || word.equals("false") ? refusal(word) : NOT_NOW;
    }
    return failure(json).map(WebhookReply::refusal).orElse(TAKEN);
  }

  /** What it says for a person: the error, where it names one. */
  static String said(HttpAnswer answer) {
    JsonNode json = answer.isPage() ? MissingNode.getInstance() : answer.json();
    return failure(json).map(ServerMessage::excerpt).orElseGet(answer::reason);
  }

  /** Whose name is not known, or what can't be read, is no fault of this message. */
  private static WebhookReply ofStatus(int status) {
    boolean passes =
        switch (status) {
          case 401, 407, 408, 425, 429 -> true;
          default -> status / 100 != 4;
        };
    return passes ? NOT_NOW : REFUSED;
  }

  private static WebhookReply refusal(String error) {
    return PASSES.matcher(error.toLowerCase(Locale.ROOT)).matches() ? NOT_NOW : REFUSED;
  }

  private static Optional<String> failure(JsonNode json) {
    String no = "";
    String why = "";
    for (var field : json.properties()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      JsonNode value = field.getValue();
      boolean bad =
          switch (name) {
            case "ok", "success" -> value.isBoolean() && !value.asBoolean();
            case "error", "errors" -> !value.isEmpty() || value.asBoolean() || isText(value);
            case "result", "status" ->
                value.isTextual() && WRONG.contains(value.asText().toLowerCase(Locale.ROOT));
            default -> false;
          };
      int code = value.isNumber() && CODES.contains(name) ? value.asInt() : 0;
      if (bad || code >= WRONG_FROM || (code != 0 && name.equals("errcode"))) {
        no = name + " " + text(value);
      }
      if (why.isEmpty() && Set.of("error", "errors", "message", "msg", "errmsg").contains(name)) {
        why = text(value);
      }
    }
    return no.isEmpty() ? Optional.empty() : Optional.of(why.isEmpty() ? no : why);
  }

  private static boolean isText(JsonNode value) {
    return value.isTextual() && !value.asText().isEmpty();
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }
}
