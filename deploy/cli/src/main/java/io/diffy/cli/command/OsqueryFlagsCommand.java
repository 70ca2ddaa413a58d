package io.diffy.cli.command;

import io.diffy.remote.intake.OsqueryFlags;
import io.diffy.service.CommandContext;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The flags file for stock osqueryd. */
@Command(
    name = "flags",
    description = {
      "Print the flags file of a stock osqueryd that diffy collector --tls serves.",
      "Put it into /etc/osquery/osquery.flags, and the secret of diffy osquery enroll-secret new into the file that it names."
    })
final class OsqueryFlagsCommand implements Callable<Integer> {
  @Option(
      names = "--tls-hostname",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where hosts reach the endpoint, or the load balancer in front of it.")
  private String server;

  @Option(
      names = "--secret-path",
      paramLabel = "FILE",
      defaultValue = "/etc/osquery/enroll_secret",
      description = "The file on the host with the enroll secret. Default: ${DEFAULT-VALUE}")
  private String secret;

  @Option(
      names = "--server-ca-path",
      paramLabel = "FILE",
      defaultValue = "/etc/osquery/server-ca.pem",
      description =
          "The file on the host with who signed the endpoint's certificate; empty: what osquery trusts anyway. Default: ${DEFAULT-VALUE}")
  private String serverCa;

  @Option(
      names = "--client-certificate",
      description = "The endpoint runs with --tls-client-ca: hosts show a certificate.")
  private boolean client;

  @Option(
      names = "--ec2",
      description = "The secret was made with --ec2: hosts show their instance identity document.")
  private boolean ec2;

  private final CommandContext context;

  OsqueryFlagsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    new OsqueryFlags(server, secret, serverCa, client, ec2)
        .lines()
        .forEach(line -> context.say("%s", line));
    return ExitCode.NOTHING_FOUND;
  }
}
