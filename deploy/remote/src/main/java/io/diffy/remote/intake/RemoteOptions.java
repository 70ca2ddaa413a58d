package io.diffy.remote.intake;

import io.diffy.cluster.Cluster;
import io.diffy.cluster.ClusterOptions;
import io.diffy.cluster.TopicAdmin;
import io.diffy.meters.ServiceMetrics;
import io.diffy.remote.enroll.InstanceIdentity;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.schemas.pack.Pack;
import io.diffy.service.CommandContext;
import io.diffy.service.OnExit;
import io.diffy.service.PemTls;
import io.diffy.service.UsageError;
import io.diffy.terminal.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Option;

/** Serving stock osqueryd over TLS, instead of reading files. */
public final class RemoteOptions {
  private static final int LAST_PORT = 65_535;
  private static final long SUMMARY_MINUTES = 10;

  @Option(
      names = "--tls",
      paramLabel = "HOST:PORT",
      description =
          "Instead of FILE: let stock osqueryd enrol, fetch its config, log and answer here, over TLS, until Ctrl-C. "
              + "Any number of copies may run behind a load balancer. What osqueryd needs: diffy osquery flags.")
  private String address = "";

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "With --tls: the certificate with its chain, in PEM.")
  private Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its key, in PEM (PKCS #8, without a password).")
  private Path key;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description =
          "Hosts must show a certificate that one of these signed, in PEM. Default: none is asked for.")
  private Path clients;

  @Option(
      names = "--tls-ec2-certificates",
      paramLabel = "FILE",
      description =
          "AWS's certificates of instance identity documents (RSA), in PEM: for secrets made with --ec2.")
  private Path ec2;

  @Option(
      names = "--tls-largest-body",
      paramLabel = "MIB",
      defaultValue = "64",
      description =
          "The most that one request may hold, unzipped: lines of the log times their size. Default: ${DEFAULT-VALUE}")
  private int largestBody;

  @Option(
      names = "--tls-room",
      paramLabel = "MIB",
      defaultValue = "256",
      description =
          "The most that the bodies of all requests may hold at one time; who finds no room comes again. Default: ${DEFAULT-VALUE}")
  private int room;

  @Option(
      names = "--tls-rate",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Requests a second of one host, six times as many in a burst. Default: ${DEFAULT-VALUE}")
  private int perSecond;

  @Option(
      names = "--tls-threads",
      paramLabel = "N",
      defaultValue = "64",
      description = "Requests that are answered at the same time. Default: ${DEFAULT-VALUE}")
  private int threads;

  /** Whether osqueryd is to be served. */
  public boolean chosen() {
    return !address.isEmpty();
  }

  /**
   * Serves until it is interrupted.
   *
   * @param shown the numbers of this process
   * @param started runs when it listens
   */
  public void serve(
      CommandContext context,
      ClusterOptions options,
      Pack pack,
      ServiceMetrics shown,
      Runnable started) {
    RemoteListening listening = listening();
    Optional<InstanceIdentity> identity = Optional.ofNullable(ec2).map(InstanceIdentity::by);
    try (Progress progress = new Progress(context.screen());
        Cluster cluster = Cluster.existing(options, context, progress)) {
      ensureTopics(cluster);
      progress.step("reading who has enrolled");
      RemoteCounts counts = new RemoteCounts();
      counts.show(shown);
      // Closed after the server, at Ctrl-C too: then the numbers are the last ones.
      AutoCloseable last = OnExit.close(() -> context.say("%s", counts));
      try (RemoteServer server =
          RemoteServer.start(listening, cluster, pack, identity, context.clock(), counts)) {
        progress.idle();
        started.run();
        context.note(
            "Serving osqueryd at https://%s:%d/osquery/ for %s. Ctrl-C stops.",
            listening.host(), server.port(), cluster.bootstrapServers());
        report(context, server, counts);
      } finally {
        OnExit.forget(last);
      }
    }
  }

  private static void report(CommandContext context, RemoteServer server, RemoteCounts counts) {
    String before = counts.toString();
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!never.await(SUMMARY_MINUTES, TimeUnit.MINUTES)) {
        String now = counts.toString();
        if (!now.equals(before)) {
          context.say("%s", now);
          before = now;
        }
        tidy(context, server);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tidy(CommandContext context, RemoteServer server) {
    try {
      server.tidy(context.clock().instant());
    } catch (AckedWriter.NotKept e) {
      context.warn("silent hosts could not be forgotten now: %s", e.getMessage());
    }
  }

  private RemoteListening listening() {
    int colon = address.lastIndexOf(':');
    int port = colon < 0 ? -1 : port(address.substring(colon + 1));
    if (port < 0 || port > LAST_PORT) {
      throw new UsageError("--tls: an address of this machine and a port, such as 0.0.0.0:8443");
    }
    if (certificate == null || key == null) {
      throw new UsageError("--tls needs --tls-certificate and --tls-key");
    }
    requireFrom("--tls-largest-body", largestBody, 1, 1024);
    requireFrom("--tls-room", room, largestBody, 65_536);
    requireFrom("--tls-rate", perSecond, 1, 10_000);
    requireFrom("--tls-threads", threads, 8, 1024);
    return new RemoteListening(
        address.substring(0, colon),
        port,
        PemTls.server(
            clients == null
                ? "--tls-certificate and --tls-key"
                : "--tls-certificate, --tls-key and --tls-client-ca",
            certificate,
            key,
            Optional.ofNullable(clients)),
        clients != null,
        largestBody << 20,
        (long) room << 20,
        perSecond,
        threads);
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static void requireFrom(String option, int given, int least, int most) {
    if (given < least || given > most) {
      throw new UsageError("%s: %d to %d".formatted(option, least, most));
    }
  }

  /** A cluster of an earlier version lacks them. */
  public static void ensureTopics(Cluster cluster) {
    try (Admin admin = cluster.admin()) {
      new TopicAdmin(admin)
          .ensure(List.of(cluster.topics().enrollments(), cluster.topics().asks()), Map.of());
    }
  }
}
