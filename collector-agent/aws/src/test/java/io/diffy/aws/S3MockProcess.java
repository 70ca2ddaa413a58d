package io.diffy.aws;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** S3Mock, as its own process on its own class path. */
public final class S3MockProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static S3MockProcess shared;
  private static final Pattern PORT = Pattern.compile("started on ports?.* ([0-9]+) \\(http\\)");

  private final Process process;
  private final URI endpoint;

  private S3MockProcess(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** One for all tests of this JVM, which ends it: it takes long to start. */
  public static synchronized S3MockProcess shared() throws IOException, InterruptedException {
    if (shared == null) {
      shared = start(Files.createTempDirectory(Path.of("target"), "s3mock-"));
      Runtime.getRuntime().addShutdownHook(new Thread(shared.process::destroy, "end-s3mock"));
    }
    return shared;
  }

  private static S3MockProcess start(Path folder) throws IOException, InterruptedException {
    Path log = folder.resolve("s3mock.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder.toAbsolutePath(),
                "-cp",
                Path.of(System.getProperty("s3mock.jars"), "*").toString(),
                "com.adobe.testing.s3mock.S3MockApplication",
                "--server.port=0",
                "--http.port=0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long from = System.nanoTime();
    while (System.nanoTime() - from < PATIENCE.toNanos() && process.isAlive()) {
      String said = Files.readString(log);
      Matcher port = PORT.matcher(said);
      if (said.contains("Started S3MockApplication") && port.find()) {
        URI endpoint = URI.create("http://127.0.0.1:" + port.group(1));
        return new S3MockProcess(process, endpoint);
      }
      Thread.sleep(100);
    }
    process.destroyForcibly();
    throw new IllegalStateException("S3Mock did not start: " + Files.readString(log));
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Settings that send S3's client here. */
  public Map<String, String> settings() {
    return Map.of("aws.endpoint.s3", endpoint.toString(), "aws.region", "us-east-1");
  }

  /** Makes a bucket, unless another test did. */
  public synchronized void bucket(String name) {
    AwsPlace own = new AwsPlace(AwsAccount.OWN, "us-east-1");
    try (AwsClients clients = AwsClients.open(own, "setup", TestPlugins.context(settings()))) {
      if (clients.s3().listBuckets().buckets().stream().noneMatch(b -> b.name().equals(name))) {
        clients.s3().createBucket(create -> create.bucket(name));
      }
    }
  }
}
