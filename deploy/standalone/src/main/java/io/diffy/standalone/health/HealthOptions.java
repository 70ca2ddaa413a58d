package io.diffy.standalone.health;

import io.diffy.standalone.OnExit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether and where a long-running service says how it is. */
public final class HealthOptions {
  private static final int LAST_PORT = 65_535;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--health-port",
      paramLabel = "PORT",
      description = "Answer /livez and /readyz over HTTP there. Default: not at all.")
  private int port;

  @Option(
      names = "--health-host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address that is listened on; 0.0.0.0 is all of this machine. Default: ${DEFAULT-VALUE}")
  private String host;

  /** Answers until it is closed, by the caller or at Ctrl-C; does nothing where no port is set. */
  public Listening listen(Health health) {
    if (port == 0) {
      return () -> {};
    }
    if (port < 0 || port > LAST_PORT) {
      throw new ParameterException(spec.commandLine(), "--health-port: 1 to " + LAST_PORT);
    }
    HealthServer server = OnExit.close(HealthServer.start(host, port, health));
    return () -> {
      server.close();
      OnExit.forget(server);
    };
  }

  /** What {@link #listen} opened. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
