package io.diffy.webhook;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import io.diffy.schemas.Finding;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.view.CorrelatedFindings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One message a story, the worst first. When there are more stories than messages left in the hour,
 * the last message counts the rest; when there is none left, everything waits. A finding is told
 * once, from the event on in which it is bad enough, and again when it comes back after it was
 * closed. A message that is refused for good goes to the dead letters; when one after the other is,
 * nothing more does until the target takes a message that says so.
 *
 * @param delivered the findings that people know
 * @param allowance of the process: a way that is opened again must not begin a new hour
 * @param refusals of the process too
 */
record WebhookSink(
    WebhookSettings settings,
    WebhookClient client,
    DeliveredFindings delivered,
    HourlyLimit allowance,
    Refusals refusals,
    Clock clock)
    implements Sink {

  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparingDouble(Finding::score)
          .reversed()
          .thenComparing(Finding::uid);
  private static final FindingCodec CODEC = new FindingCodec();

  /** An event and where it came from. */
  private record Event(SinkRecord record, Finding finding) {}

  @Override
  public List<Refused> deliver(List<SinkRecord> records) {
    List<Refused> refused = new ArrayList<>();
    List<Event> events = events(records, refused);
    Map<String, Finding> latest = new LinkedHashMap<>();
    events.forEach(event -> latest.put(event.finding().uid(), event.finding()));
    latest.values().stream().filter(last -> !last.isOpen()).forEach(delivered::forget);
    tell(
        CorrelatedFindings.of(
            latest.values().stream().filter(this::isNews).sorted(WORST_FIRST).toList()));
    for (Event event : events) {
      Optional<String> why = refusals.of(event.finding().uid());
      why.ifPresent(reason -> refused.add(new Refused(event.record(), reason)));
    }
    refusals.handedOn();
    return refused;
  }

  private static List<Event> events(List<SinkRecord> records, List<Refused> refused) {
    List<Event> events = new ArrayList<>();
    for (SinkRecord record : records) {
      try {
        events.add(new Event(record, CODEC.decode(record.value())));
      } catch (MalformedRecord e) {
        refused.add(new Refused(record, e.getMessage()));
      }
    }
    return events;
  }

  private boolean isNews(Finding event) {
    return event.isOpen()
        && event.isOfHosts()
        && event.severity().compareTo(settings.least()) >= 0
        && !delivered.contains(event)
        && refusals.of(event.uid()).isEmpty();
  }

  private void tell(List<CorrelatedFindings> stories) {
    SlackMessage messages = new SlackMessage(settings.link());
    for (int i = 0; i < stories.size(); i++) {
      List<CorrelatedFindings> rest = stories.subList(i, stories.size());
      if (refusals.areSuspicious()) {
        askWhoseFaultItIs(messages);
      }
      int left = allowance.left(settings.perHour(), clock.instant());
      if (left == 0) {
        Instant next = allowance.next();
        throw new PluginFailure(
            "%d messages an hour is the limit (plugin.webhook.per-hour); %d stories wait until %s"
                .formatted(settings.perHour(), rest.size(), next),
            Duration.between(clock.instant(), next));
      }
      if (left == 1 && rest.size() > 1) {
        post(messages.of(rest), rest);
        return;
      }
      post(messages.of(rest.get(0)), rest.subList(0, 1));
    }
  }

  private void askWhoseFaultItIs(SlackMessage messages) {
    Optional<String> no = client.post(messages.refusals(refusals.inARow()));
    if (no.isPresent()) {
      throw new PluginFailure(
          "%s, to the last %d messages and to a harmless one, so it is the address; correct plugin.webhook.url. Until it takes one nothing more goes to the dead letters"
              .formatted(no.get(), refusals.inARow()));
    }
    allowance.spend(clock.instant());
    refusals.taken();
  }

  private void post(byte[] message, List<CorrelatedFindings> stories) {
    Instant now = clock.instant();
    Optional<String> no = client.post(message);
    if (no.isPresent() && stories.size() > 1) {
      // One of those that it names may be at fault, and takes no others with it.
      no = client.post(new SlackMessage(settings.link()).countOf(stories));
    }
    List<Finding> findings =
        stories.stream()
            .flatMap(story -> Stream.concat(Stream.of(story.head()), story.shadows().stream()))
            .toList();
    if (no.isPresent()) {
      refusals.add(findings.stream().map(Finding::uid).toList(), no.get());
      return;
    }
    refusals.taken();
    allowance.spend(now);
    delivered.add(findings);
  }
}
