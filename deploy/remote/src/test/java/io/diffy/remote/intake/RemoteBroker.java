package io.diffy.remote.intake;

import io.diffy.broker.EmbeddedBroker;
import io.diffy.cluster.Cluster;
import io.diffy.cluster.TopicAdmin;
import io.diffy.cluster.TopicReader;
import io.diffy.remote.enroll.EnrollSecret;
import io.diffy.remote.enroll.Enrollments;
import io.diffy.remote.enroll.InstanceIdentity;
import io.diffy.remote.enroll.SecretText;
import io.diffy.remote.topic.AckedWriter;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Observation;
import io.diffy.schemas.packfile.TriagePack;
import io.diffy.schemas.topic.Topics;
import io.diffy.service.PemTls;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** One broker for the tests of the endpoint, and what they do with it. */
final class RemoteBroker implements AutoCloseable {
  final EmbeddedBroker broker = EmbeddedBroker.temporary();
  final Cluster cluster;
  final Tls tls;

  RemoteBroker(Path folder) throws Exception {
    Map<String, String> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(Map.copyOf(client))) {
      new TopicAdmin(admin).ensure(new Topics("diffy", 2).all(), Map.of());
    }
    cluster = Cluster.given(client, "diffy");
    tls = new Tls(folder, "endpoint", "EC");
  }

  /** A secret for a group, known to every copy from now on. */
  String secret(String group, boolean ec2) {
    String secret = SecretText.random();
    try (AckedWriter writer = new AckedWriter(cluster);
        Enrollments enrollments = new Enrollments(cluster, writer)) {
      enrollments.put(
          new EnrollSecret(
              GroupKey.parse(group),
              SecretText.hash(secret),
              ec2,
              Instant.now(),
              Optional.empty()));
    }
    return secret;
  }

  RemoteServer serve() {
    return serve(new RemoteCounts());
  }

  RemoteServer serve(RemoteCounts counts) {
    return serve(Optional.empty(), Optional.empty(), counts);
  }

  RemoteServer serve(Optional<InstanceIdentity> ec2, Optional<Path> clients, RemoteCounts counts) {
    return RemoteServer.start(
        new RemoteListening(
            "127.0.0.1",
            0,
            PemTls.server("here", tls.certificate, tls.key, clients),
            clients.isPresent(),
            16 << 20,
            64L << 20,
            1_000,
            32),
        cluster,
        TriagePack.load(),
        ec2,
        Clock.systemUTC(),
        counts);
  }

  HttpClient client() throws Exception {
    return HttpClient.newBuilder().sslContext(tls.client(null)).build();
  }

  static String address(RemoteServer server) {
    return "https://127.0.0.1:" + server.port();
  }

  /** All that lies on the topic of observations, of queries and not of what the endpoint saw. */
  List<Observation> observations() {
    List<Observation> all = new ArrayList<>();
    TopicReader.readAll(cluster, cluster.topics().observations(), all::add);
    return all.stream().filter(one -> !one.query().equals(RemoteApi.CLAIMS)).toList();
  }

  /** What the endpoint saw. */
  List<Observation> claims() {
    List<Observation> all = new ArrayList<>();
    TopicReader.readAll(cluster, cluster.topics().observations(), all::add);
    return all.stream().filter(one -> one.query().equals(RemoteApi.CLAIMS)).toList();
  }

  @Override
  public void close() {
    broker.close();
  }
}
