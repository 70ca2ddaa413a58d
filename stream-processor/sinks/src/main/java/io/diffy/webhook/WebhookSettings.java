package io.diffy.webhook;

import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.schemas.Finding.Severity;
import io.diffy.terminal.Phrases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a webhook is told by {@code plugin.webhook.…}.
 *
 * @param url where messages go; a secret: whoever has it can post
 * @param least severity from which on people are told ({@code min-severity}, {@code medium})
 * @param link where a person reads on, with {@code {uid}} and {@code {group}} in it; empty for none
 * @param perHour most messages in an hour ({@code per-hour}, 30)
 */
record WebhookSettings(URI url, Severity least, String link, int perHour) {
  private static final String ENCRYPTED = "https://";

  static WebhookSettings of(PluginContext context) {
    return new WebhookSettings(
        url(context), severity(context), link(context.setting("link", "")), perHour(context));
  }

  private static URI url(PluginContext context) {
    String file = context.setting("url-file", "");
    String text = file.isEmpty() ? context.setting("url", "") : read(file);
    if (text.isEmpty()) {
      throw new PluginFailure(
          "where to? Set plugin.webhook.url-file to a file that holds the address, or DIFFY_PLUGIN_WEBHOOK_URL");
    }
    // Never the address itself in a message: it is a secret.
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new PluginFailure("plugin.webhook.url is no address", e);
    }
    if (url.getHost() == null) {
      throw new PluginFailure("plugin.webhook.url names no host");
    }
    if (!text.startsWith(ENCRYPTED)
        && !("http".equals(url.getScheme()) && isLoopback(url.getHost()))) {
      throw new PluginFailure(
          "plugin.webhook.url must begin with https://: findings and the address are secrets");
    }
    return url;
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new PluginFailure("can't read plugin.webhook.url-file: " + e, e);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
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

  private static int perHour(PluginContext context) {
    String text = context.setting("per-hour", "30");
    if (!text.matches("[1-9][0-9]{0,4}")) {
      throw new PluginFailure("plugin.webhook.per-hour: a number from 1 on, not \"" + text + "\"");
    }
    return Integer.parseInt(text);
  }
}
