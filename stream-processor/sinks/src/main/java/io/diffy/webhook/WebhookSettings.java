package io.diffy.webhook;

import io.diffy.http.HttpReach;
import io.diffy.http.HttpSettings;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginSettings;
import io.diffy.schemas.Finding.Severity;
import io.diffy.terminal.Phrases;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * What a webhook is told by {@code plugin.webhook.…}.
 *
 * @param url where messages go; a secret: whoever has it can post
 * @param least severity from which on people are told ({@code min-severity}, {@code medium})
 * @param link where a person reads on, with {@code {uid}} and {@code {group}} in it; empty for none
 * @param perHour most messages in an hour ({@code per-hour}, 30)
 * @param yes what the target answers when it takes a message, if it is a text of its own ({@code
 *     answer}); empty for none
 * @param reach certificates, proxy and time limit
 */
record WebhookSettings(
    URI url, Severity least, String link, int perHour, String yes, HttpReach reach) {
  static final String[] KEYS =
      HttpSettings.keys("url", "url-file", "min-severity", "link", "per-hour", "answer");

  private static final String ENCRYPTED = "https://";

  static WebhookSettings of(PluginContext context) {
    HttpSettings settings = new HttpSettings(new PluginSettings("webhook", context));
    HttpReach reach = HttpReach.of(settings);
    return new WebhookSettings(
        url(settings, reach),
        severity(context),
        link(context.setting("link", "")),
        settings.all().number("per-hour", 30, 1, 99_999),
        settings.all().text("answer"),
        reach);
  }

  private static URI url(HttpSettings settings, HttpReach reach) {
    String text =
        settings
            .secret("url")
            .orElseThrow(
                () ->
                    new PluginFailure(
                        "where to? Set plugin.webhook.url-file to a file that holds the address, or DIFFY_PLUGIN_WEBHOOK_URL"));
    // Never the address itself in a message: it is a secret.
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new PluginFailure("plugin.webhook.url is no address");
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (url.getHost() == null) {
      throw new PluginFailure(
          scheme.startsWith("http")
              ? "plugin.webhook.url names no host as DNS has them"
              : "plugin.webhook.url must begin with https://");
    }
    if (url.getRawUserInfo() != null) {
      throw new PluginFailure("plugin.webhook.url must be without user and password");
    }
    if (!"https".equals(scheme) && !("http".equals(scheme) && reach.staysHere(url))) {
      throw new PluginFailure(
          "plugin.webhook.url must begin with https://: findings and the address are secrets");
    }
    return url;
  }

  private static Severity severity(PluginContext context) {
    String text = context.setting("min-severity", "medium");
    for (Severity severity : Severity.values()) {
      if (Phrases.word(severity).equals(text)) {
        return severity;
      }
    }
    throw new PluginFailure(
        "plugin.webhook.min-severity: informational, low, medium, high or critical, not \""
            + text
            + "\"");
  }

  private static String link(String template) {
    if (!template.isEmpty() && !template.startsWith(ENCRYPTED) && !template.startsWith("http://")) {
      throw new PluginFailure(
          "plugin.webhook.link must begin with https:// or http://, for example"
              + " https://diffy.example.com/findings/{uid}");
    }
    return template;
  }
}
