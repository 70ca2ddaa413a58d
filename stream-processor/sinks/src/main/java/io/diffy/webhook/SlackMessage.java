package io.diffy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.terminal.Terminal;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.TimeText;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Messages as Slack's incoming webhooks take them
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks): {@code text} for
 * notifications and for look-alikes of Slack, {@code blocks} for Slack itself. All text is plain:
 * hosts write parts of it, and must not be able to format, to link or to call people.
 */
final class SlackMessage {
  /** Slack takes 150 characters in a header and 3,000 in a section. */
  private static final int HEADER = 150;

  private static final int SECTION = 2_900;
  private static final int ROW = 800;
  private static final int SHADOWS = 5;
  private static final int NAMED = 5;
  private static final int UID = 8;

  private final String link;
  private final RowSummary rows = new RowSummary(TriagePack.load());

  /**
   * For one webhook.
   *
   * @param link a template with {@code {uid}} and {@code {group}}; empty for none
   */
  SlackMessage(String link) {
    this.link = link;
  }

  byte[] of(CorrelatedFindings story) {
    Finding head = story.head();
    StringBuilder more = new StringBuilder();
    more.append(head.reason()).append('\n');
    more.append(head(rows.of(head), ROW)).append('\n');
    story.shadows().stream()
        .limit(SHADOWS)
        .forEach(shadow -> more.append("with it ").append(line(shadow)).append('\n'));
    if (story.shadows().size() > SHADOWS) {
      more.append("and %d more with it\n".formatted(story.shadows().size() - SHADOWS));
    }
    more.append(
        String.format(
            Locale.ROOT,
            "score %.1f, confidence %s, since %s",
            head.score(),
            word(head.confidence()),
            TimeText.minutes(head.firstSeen()) + " UTC"));
    if (!head.techniques().isEmpty()) {
      more.append(", ATT&CK ").append(String.join(" ", head.techniques()));
    }
    return message(
        "%s: %s %s on %s, %s"
            .formatted(
                word(head.severity()),
                head.query(),
                head.kind().word(),
                instances(head),
                head.group()),
        more.toString(),
        where(head));
  }

  /** Several stories in one message: the worst by name, all by number. */
  byte[] of(List<CorrelatedFindings> stories) {
    TreeSet<String> groups =
        stories.stream()
            .map(story -> story.head().group().toString())
            .collect(Collectors.toCollection(TreeSet::new));
    StringBuilder more = new StringBuilder();
    stories.stream()
        .limit(NAMED)
        .forEach(
            story ->
                more.append(word(story.head().severity()))
                    .append(": ")
                    .append(line(story.head()))
                    .append(" on ")
                    .append(instances(story.head()))
                    .append('\n'));
    more.append("The limit of messages an hour is reached; diffy findings shows all of them.");
    return message(
        "%d more new findings in %d groups: %s"
            .formatted(stories.size(), groups.size(), String.join(", ", groups)),
        more.toString(),
        where(stories.get(0).head()));
  }

  private byte[] message(String title, String body, String where) {
    ObjectNode message = Json.mapper().createObjectNode();
    String header = safe(title);
    String section = lines(body);
    message.put("text", unformatted(header + "\n" + section + "\n" + where));
    message.put("mrkdwn", false);
    ArrayNode blocks = message.putArray("blocks");
    plain(blocks.addObject().put("type", "header"), head(header, HEADER));
    plain(blocks.addObject().put("type", "section"), head(section, SECTION));
    ObjectNode context = blocks.addObject().put("type", "context");
    ObjectNode element = context.putArray("elements").addObject();
    // The only text that is formatted: it holds nothing of a host's.
    element.put("type", link.isEmpty() ? "plain_text" : "mrkdwn").put("text", where);
    try {
      return Json.mapper().writeValueAsString(message).getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void plain(ObjectNode block, String text) {
    block.putObject("text").put("type", "plain_text").put("text", text).put("emoji", false);
  }

  private String where(Finding finding) {
    return link.isEmpty()
        ? "diffy explain " + finding.uid().substring(0, Math.min(UID, finding.uid().length()))
        : link.replace("{uid}", encoded(finding.uid()))
            .replace("{group}", encoded(finding.group().toString()));
  }

  private String line(Finding finding) {
    return finding.query() + " " + finding.kind().word() + ": " + head(rows.of(finding), ROW / 4);
  }

  private static String instances(Finding finding) {
    int count = finding.instances().size();
    return count == 1 ? finding.instances().get(0).instanceId() : count + " instances";
  }

  private static String lines(String text) {
    return text.lines().map(SlackMessage::safe).collect(Collectors.joining("\n"));
  }

  /** Visible, and without a mention: look-alikes of Slack find {@code @all} in any text. */
  private static String safe(String text) {
    return Terminal.safe(text).replace("@", "@\u200b");
  }

  /** Slack's three control characters, as its manual asks. */
  private static String unformatted(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String head(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
