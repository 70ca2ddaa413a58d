package io.diffy.plugins.payload;

import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginSettings;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where osquery comes from when an instance lacks it.
 *
 * @param url of a .tar.gz or .deb; a signed one is a secret: whoever knows it reads the package
 */
record OsqueryPackage(String url, String sha256) {
  /** What a signed address is made of; nothing in it means anything to a shell, curl or wget. */
  private static final Pattern HTTPS =
      Pattern.compile(
          "https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~:/?@!&=+,;%$*()-]{0,4000}");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  static Optional<OsqueryPackage> of(PluginSettings settings) {
    String url = settings.text("url");
    String sha256 = settings.text("sha256");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!HTTPS.matcher(url).matches()) {
      throw settings.wrong("url", "an address that begins with https://, without blanks or quotes");
    }
    if (sha256.isEmpty()) {
      throw new PluginFailure(
          "plugin.osquery.url is set without plugin.osquery.sha256; nothing is installed unchecked,"
              + " so set the SHA-256 of the package");
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw settings.wrong("sha256", "64 hexadecimal digits");
    }
    return Optional.of(new OsqueryPackage(url, sha256.toLowerCase(Locale.ROOT)));
  }

  @Override
  public String toString() {
    return "package of SHA-256 " + sha256;
  }
}
