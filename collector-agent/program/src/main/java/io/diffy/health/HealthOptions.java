package io.diffy.health;

import io.diffy.service.CommandFailure;
import io.diffy.service.OnExit;
import io.diffy.service.UsageError;
import io.diffy.settings.OwnedFile;
import io.diffy.terminal.LogLines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** How a long-running service writes what it says; whether and where it says how it is. */
public final class HealthOptions {
  private static final int LAST_PORT = 65_535;
  private static final int SHORTEST_TOKEN = 16;

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description =
          "Answer /livez, /readyz and /metrics (for Prometheus) over HTTP there. Default: not at all.")
  private int port;

  @Option(
      names = "--health-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address that is listened on; 0.0.0.0 is all of this machine. Default: ${DEFAULT-VALUE}")
  private String host;

  @Option(
      names = "--health-token-file",
      paramLabel = "FILE",
      description =
          "Answer only who sends the word in it, as Authorization: Bearer WORD. Needed where --health-host is not this machine's own.")
  private Path tokenFile;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description =
          "How each line that it says is written; json is an object with time, level and message. Default: ${DEFAULT-VALUE}")
  private LogFormat logFormat;

  /** How lines are written. */
  enum LogFormat {
    TEXT,
    JSON
  }

  /**
   * Answers while the work runs, at Ctrl-C no longer; not at all where no port is set.
   *
   * @param metrics the numbers of now, in Prometheus's text
   */
  @SuppressWarnings("try") // It only has to be open.
  public int during(Health health, Supplier<String> metrics, IntSupplier work) {
    LogLines.asJson(logFormat == LogFormat.JSON);
    if (port == 0) {
      return work.getAsInt();
    }
    if (port < 0 || port > LAST_PORT) {
      throw new UsageError("--health-port: 1 to " + LAST_PORT);
    }
    Optional<String> token = Optional.ofNullable(tokenFile).map(HealthOptions::read);
    if (token.isEmpty() && !isThisMachines(host)) {
      throw new UsageError(
          "--health-host %s: others reach it there; name a --health-token-file too"
              .formatted(host));
    }
    HealthAnswer answers = new HealthAnswer(health, token, metrics);
    try (HealthServer server = OnExit.close(HealthServer.start(host, port, answers))) {
      return work.getAsInt();
    }
  }

  /** What has no address at all is said when it is listened on. */
  private static boolean isThisMachines(String host) {
    InetSocketAddress address = new InetSocketAddress(host, 0);
    return address.isUnresolved() || address.getAddress().isLoopbackAddress();
  }

  private static String read(Path file) {
    OwnedFile.demand("--health-token-file " + file, file, false);
    try {
      String token = Files.readString(file).strip();
      if (token.length() < SHORTEST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new CommandFailure(
            "--health-token-file %s: it must hold one word of %d characters or more"
                .formatted(file, SHORTEST_TOKEN));
      }
      return token;
    } catch (IOException e) {
      throw new CommandFailure("can't read the --health-token-file " + file + ": " + e, e);
    }
  }
}
