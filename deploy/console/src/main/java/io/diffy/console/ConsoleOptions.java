package io.diffy.console;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.DataFolder;
import io.diffy.console.http.Listening;
import io.diffy.console.http.LoginFile;
import io.diffy.console.http.LoginService;
import io.diffy.console.http.TokenFile;
import io.diffy.console.state.LocalCopy;
import io.diffy.continuous.GroupOnDemand;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginOptions;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.CommandContext;
import io.diffy.service.CommandFailure;
import io.diffy.service.UsageError;
import io.diffy.view.TimeText;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the console is, and for whom. */
public final class ConsoleOptions {
  private static final int LAST_PORT = 65_535;
  private static final int PORT = 8080;
  private static final int UNSAID = -1;

  @Option(
      names = {"--http-port", "--http"},
      paramLabel = "PORT",
      defaultValue = "-1",
      description = "Where the console listens; 0 takes a free port. Default: 8080")
  private int port = UNSAID;

  @Option(
      names = "--http-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address it listens on. Others than this machine's need TLS, or a proxy, and tokens. Default: ${DEFAULT-VALUE}")
  private String host;

  @Option(
      names = "--http-name",
      paramLabel = "NAME",
      split = ",",
      description =
          "A host name under which the console is reached; it answers to no other. May be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--http-certificate",
      paramLabel = "FILE",
      description = "Certificate with its chain for the console, in PEM.")
  private Path certificate;

  @Option(
      names = "--http-key",
      paramLabel = "FILE",
      description = "Its key, in PEM (PKCS #8, without a password).")
  private Path key;

  @Option(
      names = "--http-behind-proxy",
      fallbackValue = "true",
      description =
          "A proxy in front of the console does TLS, and says who asked: X-Forwarded-For.")
  private boolean proxied;

  @Option(
      names = "--http-tokens",
      paramLabel = "FILE",
      description =
          "Who may use the console, one a line: name reader|analyst|admin sha256:HASH [until]. It is read again when it changes.")
  private Path tokens;

  @Option(
      names = "--http-login",
      paramLabel = "FILE",
      description =
          "The login service (OpenID Connect) that says who may use the console: issuer, client_id, role.VALUE=reader|analyst|admin and more, as NAME=VALUE lines.")
  private Path login;

  @Option(
      names = "--http-history",
      paramLabel = "SPAN",
      defaultValue = "7d",
      description =
          "How far back the console knows evaluations; shorter starts faster and takes less memory. Default: ${DEFAULT-VALUE}")
  private String history;

  @Option(
      names = "--http-groups",
      paramLabel = "FILE",
      description =
          "The file of groups that collectors go by: those may be asked from the console. Default: none is.")
  private Path groups;

  @Mixin private PluginOptions plugins;

  /** Whether somebody asked for a console. */
  public boolean given() {
    return port != UNSAID;
  }

  /** Complains of what can't be meant, before anything is opened. */
  public void check() {
    if (port < UNSAID || port > LAST_PORT) {
      throw new UsageError("--http-port: 0 to " + LAST_PORT);
    }
    span();
    if ((certificate == null) != (key == null)) {
      throw new UsageError("--http-certificate and --http-key belong together");
    }
    if (certificate != null && proxied) {
      throw new UsageError("--http-behind-proxy: then the proxy has the certificate");
    }
    listening(0, Clock.systemUTC()).requireSafe();
  }

  /**
   * Starts it there.
   *
   * @param data folder in which plugins and the console keep what they need
   */
  public Console start(Cluster cluster, CommandContext context, Path data) {
    check();
    return start(cluster, port == UNSAID ? PORT : port, context, data);
  }

  /** The same on another port where nobody named one and the usual one is taken. */
  public Console startAnywhere(Cluster cluster, CommandContext context, Path data) {
    if (given()) {
      return start(cluster, context, data);
    }
    try {
      return start(cluster, context, data);
    } catch (CommandFailure taken) {
      return start(cluster, 0, context, data);
    }
  }

  private Console start(Cluster cluster, int chosen, CommandContext context, Path data) {
    List<GroupOnDemand> asked =
        groups == null
            ? List.of()
            : GroupOnDemand.read(
                groups,
                plugins.load(context, data),
                PluginContexts.of(context, data),
                ShippedPacks.all());
    Clock clock = context.clock();
    Path kept = new DataFolder(data).pluginState("console");
    return Console.start(
        cluster, listening(chosen, clock), span(), asked, LocalCopy.open(kept), clock);
  }

  private Duration span() {
    return UsageError.parse("--http-history", history, TimeText::span);
  }

  private Listening listening(int chosen, Clock clock) {
    return new Listening(
        host,
        chosen,
        Optional.ofNullable(certificate).map(file -> new Listening.Tls(file, key)),
        proxied,
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
        Optional.ofNullable(tokens).map(file -> TokenFile.of(file, clock)),
        Optional.ofNullable(login).map(file -> new LoginService(LoginFile.read(file), clock)));
  }
}
