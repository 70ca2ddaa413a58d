package io.diffy.webhook;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.view.CorrelatedFindings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One message a story, the worst first. When there are more stories than messages left in the hour,
 * the last message counts the rest; when there is none left, everything waits. A finding is told
 * once, from the event on in which it is bad enough, and again when it comes back after it was
 * closed.
 *
 * @param delivered the findings that people know
 * @param allowance of the process: a way that is opened again must not begin a new hour
 */
record WebhookSink(
    WebhookSettings settings,
    WebhookClient client,
    DeliveredFindings delivered,
    HourlyLimit allowance,
    Clock clock)
    implements Sink {

  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparingDouble(Finding::score)
          .reversed()
          .thenComparing(Finding::uid);
  private static final FindingCodec CODEC = new FindingCodec();

  @Override
  public List<Refused> deliver(List<SinkRecord> records) {
    List<Refused> refused = new ArrayList<>();
    Collection<Finding> latest = latest(records, refused);
    latest.stream().filter(event -> !event.isOpen()).forEach(delivered::forget);
    tell(CorrelatedFindings.of(latest.stream().filter(this::isNews).sorted(WORST_FIRST).toList()));
    return refused;
  }

  @Override
  public void close() {
    // Nothing is open between two messages.
  }

  private Collection<Finding> latest(List<SinkRecord> records, List<Refused> refused) {
    Map<String, Finding> latest = new LinkedHashMap<>();
    for (SinkRecord record : records) {
      try {
        Finding event = CODEC.decode(record.value());
        latest.put(event.uid(), event);
      } catch (MalformedRecord e) {
        refused.add(new Refused(record, e.getMessage()));
      }
    }
    return latest.values();
  }

  private boolean isNews(Finding event) {
    return event.isOpen()
        && event.isOfHosts()
        && event.severity().compareTo(settings.least()) >= 0
        && !delivered.contains(event);
  }

  private void tell(List<CorrelatedFindings> stories) {
    SlackMessage messages = new SlackMessage(settings.link());
    for (int i = 0; i < stories.size(); i++) {
      List<CorrelatedFindings> rest = stories.subList(i, stories.size());
      int left = allowance.left(settings.perHour(), clock.instant());
      if (left == 0) {
        throw new PluginFailure(
            "%d messages an hour is the limit (plugin.webhook.per-hour); %d stories wait until %s"
                .formatted(settings.perHour(), rest.size(), allowance.next()));
      }
      if (left == 1 && rest.size() > 1) {
        post(messages.of(rest), rest);
        return;
      }
      post(messages.of(rest.get(0)), rest.subList(0, 1));
    }
  }

  private void post(byte[] message, List<CorrelatedFindings> stories) {
    Instant now = clock.instant();
    client.post(message);
    allowance.spend(now);
    delivered.add(
        stories.stream()
            .flatMap(story -> Stream.concat(Stream.of(story.head()), story.shadows().stream()))
            .toList());
  }
}
