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
import java.util.stream.StreamSupport;

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
  private static final Pattern YES =
      Pattern.compile(
          "((message|event|payload|request|webhook|notification|alert|data) )?((has been|was|is) )?"
              + "(|ok|okay|1|true|yes|success|successful|successfully|accepted|received|done|queued"
              + "|created|sent|delivered|processed|published|posted)( successfully)?[.!]*");

  /**
   * Slack's refusals are one word, such as {@code invalid_payload}; those of others say it in some.
   */
  private static final Pattern NO =
      Pattern.compile(
          "^[a-z]+(_[a-z]+)+$|\\b(false|errors?|fail|failed|failure|invalid|bad|forbidden|denied"
              + "|unauthori[sz]ed|rejected|required|unknown|missing|disabled|expired|malformed"
              + "|no such|not (found|allowed|permitted|supported|accepted|valid))\\b");

  /** A text that is longer may speak of anything. */
  private static final int MOST_NO = 300;

  /** Of refusals, those that pass: not the message is wrong, but the time or the server. */
  private static final Pattern PASSES =
      Pattern.compile(
          "rate.?limit|too.?fast|frequen|freq\\b|throttl|quota|exceed.* per |timeout|timed.?out"
              + "|too.?many($|.?(req|call|mess|post|conn|event|time))|internal|fatal|unavailable"
              + "|try.?again|retry|later|overload|busy|maintenance|temporar");

  /** Teams answers 200 with what went wrong behind it. */
  private static final Pattern BEHIND = Pattern.compile("(?s).*returned HTTP error (\\d{3}).*");

  /** Fields of JSON that say yes or no; those that say how it went; what stands for no error. */
  private static final Set<String> YES_NO =
      Set.of(
          "ok", "success", "succeeded", "successful", "sent", "delivered", "accepted", "received");

  private static final Set<String> OUTCOMES = Set.of("status", "result", "state", "outcome");
  private static final Pattern WRONG =
      Pattern.compile(
          "(false|err|fail|fault|reject|den(y|ied)|invalid|bad|unauthori|forbidden|not.?ok|nok|ko|nack|drop|throttl).*");
  private static final Set<String> NOTHING =
      Set.of("", "0", "false", "none", "null", "no", "ok", "success");

  /** What answers in JSON call a number that says how it went, as in HTTP. */
  private static final Set<String> CODES =
      Set.of("code", "errcode", "errorcode", "statuscode", "status", "httpstatus");

  /** Words for a person. */
  private static final Set<String> WORDS =
      Set.of("message", "msg", "errmsg", "description", "detail", "faultstring", "reason");

  private static final int WRONG_FROM = 400;
  private static final int TOO_MANY = 429;
  private static final int WRONG_TO = 599;

  /** Answers that wrap the verdict wrap it once or twice. */
  private static final int DEEPEST = 2;

  /**
   * What JSON says against the message.
   *
   * @param why for a person
   * @param status as in HTTP; 0 where it names none
   */
  private record No(String why, int status) {}

  /**
   * By status and body.
   *
   * @param yes what the target says when it takes a message, beside what others say
   */
  static WebhookReply of(HttpAnswer answer, String yes) {
    if (!answer.ok()) {
      return ofStatus(answer.status(), !answer.rest().isZero());
    }
    String said = answer.head();
    if (YES.matcher(word(said)).matches() || (!yes.isEmpty() && said.equals(yes))) {
      return TAKEN;
    }
    Matcher behind = BEHIND.matcher(said);
    if (behind.matches()) {
      return ofStatus(Integer.parseInt(behind.group(1)), false);
    }
    JsonNode json = answer.json();
    if (json.isContainerNode()) {
      return no(json, 0).map(WebhookReply::of).orElse(TAKEN);
    }
    return saysNo(answer) && !passes(word(said)) ? REFUSED : NOT_NOW;
  }

  /** Whether a text, which is no page and no JSON, says no in words. */
  static boolean saysNo(HttpAnswer answer) {
    String said = answer.head();
    return !answer.isPage() && said.length() <= MOST_NO && saysNo(word(said));
  }

  /** What it says for a person: the error, where it names one. */
  static String said(HttpAnswer answer) {
    JsonNode json = answer.isPage() ? MissingNode.getInstance() : answer.json();
    return no(json, 0)
        .map(no -> ServerMessage.excerpt(no.why()))
        .filter(why -> !why.isEmpty())
        .orElseGet(answer::reason);
  }

  /**
   * Whose name is not known, or what can't be read, is no fault of this message.
   *
   * @param later whether it says when to come again
   */
  private static WebhookReply ofStatus(int status, boolean later) {
    boolean passes =
        switch (status) {
          case 401, 407, 408, 421, 425, 429 -> true;
          case 403, 409, 413, 423 -> later;
          default -> status / 100 != 4;
        };
    return passes ? NOT_NOW : REFUSED;
  }

  private static WebhookReply of(No no) {
    boolean asInHttp = no.status() >= WRONG_FROM && no.status() <= WRONG_TO;
    return passes(no.why().toLowerCase(Locale.ROOT))
        ? NOT_NOW
        : asInHttp ? ofStatus(no.status(), false) : REFUSED;
  }

  private static boolean saysNo(String word) {
    return NO.matcher(word.replaceAll("\\b(no|0|without) errors?\\b", "")).find() || passes(word);
  }

  private static boolean passes(String error) {
    return PASSES.matcher(error).find();
  }

  private static Optional<No> no(JsonNode json, int depth) {
    String field = "";
    int status = 0;
    boolean yes = false;
    for (var one : json.properties()) {
      String name = name(one.getKey());
      JsonNode value = one.getValue();
      String word = text(value).strip().toLowerCase(Locale.ROOT);
      int code = CODES.contains(name) && word.matches("\\d{3,6}") ? Integer.parseInt(word) : 0;
      if (code >= WRONG_FROM || saysNo(name, value, word)) {
        field = one.getKey() + " " + text(value);
        status = Math.max(status, code > 0 ? code : no(value, DEEPEST).map(No::status).orElse(0));
      }
      if (json.size() == 1 && WORDS.contains(name) && word.length() <= MOST_NO && saysNo(word)) {
        field = text(value);
      }
      status = name.equals("retryafter") && !NOTHING.contains(word) ? TOO_MANY : status;
      yes |= (YES_NO.contains(name) || OUTCOMES.contains(name)) && YES.matcher(word).matches();
    }
    if (!field.isEmpty() || status > 0) {
      return Optional.of(new No(why(json).orElse(field), status));
    }
    return yes || depth == DEEPEST
        ? Optional.empty()
        : StreamSupport.stream(json.spliterator(), false)
            .flatMap(inner -> no(inner, depth + 1).stream())
            .findFirst();
  }

  private static boolean saysNo(String name, JsonNode value, String word) {
    if (YES_NO.contains(name)) {
      return Set.of("false", "0", "no").contains(word);
    }
    if (OUTCOMES.contains(name)) {
      return WRONG.matcher(word).matches();
    }
    return isError(name) && (value.isContainerNode() ? !value.isEmpty() : !NOTHING.contains(word));
  }

  /** What it names as the error; or else what it says beside. */
  private static Optional<String> why(JsonNode json) {
    Optional<String> beside = Optional.empty();
    for (var one : json.properties()) {
      String name = name(one.getKey());
      JsonNode value = one.getValue();
      boolean words = value.isTextual() && !NOTHING.contains(value.asText()) && !isNumber(value);
      if (isError(name) && (words || !value.isEmpty())) {
        return Optional.of(words ? value.asText() : why(value).orElse(value.toString()));
      }
      if (words && beside.isEmpty() && WORDS.contains(name)) {
        beside = Optional.of(value.asText());
      }
    }
    return beside;
  }

  private static boolean isError(String name) {
    return (name.startsWith("err") && !name.equals("errmsg"))
        || name.equals("fault")
        || name.equals("exception");
  }

  private static boolean isNumber(JsonNode value) {
    return value.asText().matches("\\d+");
  }

  private static String name(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
  }

  private static String text(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** In small letters, without quotes around it. */
  private static String word(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return word.length() > 1 && word.startsWith("\"") && word.endsWith("\"")
        ? word.substring(1, word.length() - 1)
        : word;
  }
}
