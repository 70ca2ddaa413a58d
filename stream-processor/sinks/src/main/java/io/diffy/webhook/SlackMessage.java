package io.diffy.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.diffy.schemas.Finding;
import io.diffy.schemas.json.Json;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Terminal;
import io.diffy.view.CorrelatedFindings;
import io.diffy.view.RowSummary;
import io.diffy.view.TimeText;
import java.net.URLEncoder;
import java.util.ArrayList;
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
  private static final int NAME = 44;
  private static final int SHADOWS = 5;
  private static final int NAMED = 5;

  private final String link;
  private final RowSummary rows = new RowSummary(ShippedPacks.all());

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
    List<String> more = new ArrayList<>(List.of(head.reason(), head(rows.of(head), ROW)));
    story.shadows().stream().limit(SHADOWS).forEach(one -> more.add("with it " + line(one)));
    if (story.shadows().size() > SHADOWS) {
      more.add("and %d more with it".formatted(story.shadows().size() - SHADOWS));
    }
    more.add(
        String.format(
            Locale.ROOT,
            "score %.1f, confidence %s, since %s UTC%s",
            head.score(),
            Phrases.word(head.confidence()),
            TimeText.minutes(head.firstSeen()),
            head.techniques().isEmpty() ? "" : ", ATT&CK " + String.join(" ", head.techniques())));
    return message(
        "%s: %s %s on %s of group %s"
            .formatted(
                Phrases.word(head.severity()),
                head.query(),
                head.kind().word(),
                instances(head),
                named(head.group().toString())),
        more,
        where(head));
  }

  /** Several stories in one message: the worst by name, all by number. */
  byte[] of(List<CorrelatedFindings> stories) {
    return of(stories, NAMED);
  }

  /** All of them by number: nothing in it is a host's. */
  byte[] countOf(List<CorrelatedFindings> stories) {
    return of(stories, 0);
  }

  private byte[] of(List<CorrelatedFindings> stories, int named) {
    TreeSet<String> groups = new TreeSet<>();
    stories.forEach(story -> groups.add(story.head().group().toString()));
    List<String> more = new ArrayList<>();
    stories.stream()
        .limit(named)
        .map(CorrelatedFindings::head)
        .forEach(
            head ->
                more.add(
                    "%s: %s on %s of group %s"
                        .formatted(
                            Phrases.word(head.severity()),
                            line(head),
                            instances(head),
                            named(head.group().toString()))));
    more.add("The limit of messages an hour is reached; diffy findings shows all of them.");
    return message(
        "%d more new findings in %d groups: %s"
            .formatted(stories.size(), groups.size(), String.join(", ", groups)),
        more,
        where(stories.get(0).head()));
  }

  /** One that is of no finding, and says so. */
  byte[] test() {
    return message(
        "Test of Diffy Streams: findings will be told here",
        List.of("Somebody called diffy sink webhook --test. Nothing was found."),
        "diffy sink webhook");
  }

  /** That the messages before this one were refused. Nothing in it is a host's or the target's. */
  byte[] refusals(int count) {
    return message(
        "Diffy Streams could not tell you something: the last %d messages were refused here"
            .formatted(count),
        List.of("What they say is in the dead letters; diffy findings shows all of them."),
        "diffy findings");
  }

  private byte[] message(String title, List<String> body, String where) {
    ObjectNode message = Json.mapper().createObjectNode();
    String header = safe(title);
    String section =
        String.join("\n", body).lines().map(SlackMessage::safe).collect(Collectors.joining("\n"));
    message.put("text", unformatted(header + "\n" + section + "\n" + where));
    message.put("mrkdwn", false);
    ArrayNode blocks = message.putArray("blocks");
    plain(blocks.addObject().put("type", "header"), head(header, HEADER));
    plain(blocks.addObject().put("type", "section"), head(section, SECTION));
    ObjectNode context = blocks.addObject().put("type", "context");
    ObjectNode element = context.putArray("elements").addObject();
    // The only text that is formatted: it holds nothing of a host's.
    element.put("type", link.isEmpty() ? "plain_text" : "mrkdwn").put("text", where);
    return Json.text(message).getBytes(UTF_8);
  }

  private static void plain(ObjectNode block, String text) {
    block.putObject("text").put("type", "plain_text").put("text", text).put("emoji", false);
  }

  private String where(Finding finding) {
    return link.isEmpty()
        ? "diffy explain " + Phrases.shortId(finding.uid())
        : link.replace("{uid}", encoded(finding.uid()))
            .replace("{group}", encoded(finding.group().toString()));
  }

  private String line(Finding finding) {
    return finding.query() + " " + finding.kind().word() + ": " + head(rows.of(finding), ROW / 4);
  }

  private static String instances(Finding finding) {
    int count = finding.instances().size();
    return count == 1 ? named(finding.instances().get(0).instanceId()) : count + " instances";
  }

  /** A name that can't be taken for a part of the sentence, and pushes no other out of it. */
  private static String named(String name) {
    int cut = name.length() - NAME / 2;
    String part =
        name.length() <= NAME
            ? name
            : head(name, NAME / 2)
                + name.substring(Character.isLowSurrogate(name.charAt(cut)) ? cut + 1 : cut);
    return part.chars().allMatch(c -> c > ' ') ? part : '"' + part + '"';
  }

  /**
   * Visible, and without a mention or a link: look-alikes of Slack find {@code @all}, addresses and
   * Markdown in any text.
   */
  private static String safe(String text) {
    return Terminal.safe(text)
        .replace("@", "@\u200b")
        .replace("://", ":\u200b//")
        .replace("www.", "www\u200b.")
        .replace("](", "]\u200b(");
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
}
