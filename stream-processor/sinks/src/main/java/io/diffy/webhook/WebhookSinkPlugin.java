package io.diffy.webhook;

import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkPlugin;
import java.time.Duration;
import java.util.Set;

/** Tells people in a chat about new findings; what it is told is {@link WebhookSettings}. */
public final class WebhookSinkPlugin implements SinkPlugin {
  /** What belongs to one story is mostly found in one evaluation, so within seconds. */
  private static final Duration FOR_ITS_SHADOWS = Duration.ofSeconds(10);

  private static final int RECORDS = 500;
  private static final long BYTES = 16L << 20;

  private final HourlyLimit allowance = new HourlyLimit();
  private final Refusals refusals = new Refusals();

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            "webhook",
            "Webhook",
            "Posts new findings to a Slack-compatible incoming webhook.")
        .reading(WebhookSettings.KEYS);
  }

  @Override
  public SinkHabits habits() {
    // Old findings are no news: a webhook that is new begins with what comes from now on.
    return new SinkHabits(Set.of(Dataset.FINDINGS), RECORDS, BYTES, FOR_ITS_SHADOWS, false);
  }

  @Override
  public Sink open(Dataset dataset, PluginContext context) {
    WebhookSettings settings = WebhookSettings.of(context);
    return new WebhookSink(
        settings,
        new WebhookClient(settings, context.clock()),
        DeliveredFindings.in(context.state().resolve("told.txt")),
        allowance,
        refusals,
        context.clock());
  }

  @Override
  public String where(Dataset dataset, PluginContext context) {
    return WebhookSettings.of(context).url().getHost();
  }

  @Override
  public String test(Dataset dataset, PluginContext context) {
    WebhookSettings settings = WebhookSettings.of(context);
    WebhookClient client = new WebhookClient(settings, context.clock());
    client
        .post(new SlackMessage(settings.link()).test())
        .ifPresent(
            no -> {
              throw new PluginFailure(
                  no
                      + "; the test message was refused; see whether plugin.webhook.url is right, and takes messages as Slack does");
            });
    return settings.url().getHost() + " took a test message";
  }
}
