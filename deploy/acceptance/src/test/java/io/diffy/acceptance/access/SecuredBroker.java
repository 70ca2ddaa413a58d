package io.diffy.acceptance.access;

import io.diffy.acceptance.FreePorts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A Kafka as a bank would run it, on this machine: TLS everywhere, clients with SCRAM passwords,
 * and what no ACL allows is denied. Only {@link #OWNER} may do everything.
 */
final class SecuredBroker implements AutoCloseable {
  static final String OWNER = "owner";

  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String OAUTH = OAuthBearerLoginModule.class.getName();
  private static final int CHEAP_ITERATIONS = 4096;

  private final Authority authority;
  private final int port;
  private final KafkaRaftServer server;

  private SecuredBroker(Authority authority, int port, KafkaRaftServer server) {
    this.authority = authority;
    this.port = port;
    this.server = server;
  }

  static SecuredBroker start(Path folder) throws Exception {
    return start(folder, Map.of());
  }

  /** One that knows users by the tokens of a login service too. */
  static SecuredBroker start(Path folder, TokenService tokens) throws Exception {
    String listener = "listener.name.clients.oauthbearer.sasl.";
    return start(
        folder,
        Map.of(
            "sasl.enabled.mechanisms",
            "SCRAM-SHA-512,OAUTHBEARER",
            listener + "jaas.config",
            OAUTH + " required;",
            listener + "server.callback.handler.class",
            OAuthBearerValidatorCallbackHandler.class.getName(),
            listener + "oauthbearer.jwks.endpoint.url",
            tokens.publishedKeys(),
            listener + "oauthbearer.expected.audience",
            TokenService.AUDIENCE));
  }

  private static SecuredBroker start(Path folder, Map<String, String> more) throws Exception {
    // Kafka 4.3 turns words into enum names in the default locale; a Turkish one has no CLASSIC.
    Locale.setDefault(Locale.ROOT);
    Authority authority = new Authority(folder);
    Path log = Files.createDirectories(folder.resolve("broker"));
    format(log);
    List<Integer> ports = FreePorts.of(3);
    Properties properties = properties(log, authority.sign("broker"), ports);
    properties.putAll(more);
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    return new SecuredBroker(authority, ports.get(0), server);
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Like nothing else that is printed, so that a search for it finds only leaks. */
  static String passwordOf(String user) {
    return "Kx7-" + user + "-Pq9";
  }

  /** Makes the user known; it may do nothing yet. */
  void addUser(String user) throws InterruptedException, ExecutionException {
    try (Admin admin = admin()) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      user,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, CHEAP_ITERATIONS),
                      passwordOf(user))))
          .all()
          .get();
    }
  }

  Admin admin() {
    return Admin.create(new TreeMap<String, Object>(client(OWNER)));
  }

  /** What the user's Kafka clients are told. */
  Map<String, String> client(String user) {
    return client(user, passwordOf(user));
  }

  Map<String, String> client(String user, String password) {
    Map<String, String> client = new TreeMap<>();
    client.put("bootstrap.servers", bootstrapServers());
    client.put("security.protocol", "SASL_SSL");
    client.put("ssl.truststore.type", "PEM");
    client.put("ssl.truststore.location", authority.certificate().toString());
    client.put("sasl.mechanism", "SCRAM-SHA-512");
    client.put("sasl.jaas.config", login(user, password));
    return client;
  }

  /** What the clients of a user are told who shows a token of the service. */
  Map<String, String> tokenClient(String user, String secret, TokenService tokens) {
    Map<String, String> client = client(user);
    client.put("sasl.mechanism", "OAUTHBEARER");
    client.put(
        "sasl.login.callback.handler.class", OAuthBearerLoginCallbackHandler.class.getName());
    client.put("sasl.oauthbearer.token.endpoint.url", tokens.tokens());
    client.put(
        "sasl.jaas.config",
        "%s required clientId=\"%s\" clientSecret=\"%s\";".formatted(OAUTH, user, secret));
    return client;
  }

  static String login(String user, String password) {
    return "%s required username=\"%s\" password=\"%s\";".formatted(SCRAM, user, password);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static Properties properties(Path log, Path keys, List<Integer> ports) {
    Properties p = new Properties();
    p.putAll(
        Map.of(
            "node.id", "1",
            "process.roles", "broker,controller",
            "controller.quorum.voters", "1@127.0.0.1:" + ports.get(2),
            "controller.listener.names", "CONTROLLER",
            "inter.broker.listener.name", "BROKER",
            "listeners",
                "CLIENTS://127.0.0.1:%d,BROKER://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                    .formatted(ports.toArray()),
            "listener.security.protocol.map", "CLIENTS:SASL_SSL,BROKER:SSL,CONTROLLER:SSL",
            "log.dirs", log.toString()));
    p.putAll(
        Map.of(
            "ssl.keystore.location",
            keys.toString(),
            "ssl.keystore.password",
            Authority.PASSWORD,
            "ssl.truststore.location",
            keys.toString(),
            "ssl.truststore.password",
            Authority.PASSWORD,
            "ssl.client.auth",
            "required",
            "listener.name.clients.ssl.client.auth",
            "none",
            "sasl.enabled.mechanisms",
            "SCRAM-SHA-512",
            "listener.name.clients.scram-sha-512.sasl.jaas.config",
            SCRAM + " required;"));
    p.putAll(
        Map.of(
            "authorizer.class.name",
            StandardAuthorizer.class.getName(),
            "allow.everyone.if.no.acl.found",
            "false",
            "super.users",
            "User:CN=broker;User:" + OWNER));
    for (String topic :
        List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
      p.setProperty(topic + ".replication.factor", "1");
      p.setProperty(topic + ".num.partitions", "1");
    }
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("default.replication.factor", "1");
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("message.max.bytes", Integer.toString(12 * 1024 * 1024));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(12 * 1024 * 1024));
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 * 1024 * 1024));
    return p;
  }

  private static void format(Path log) throws Exception {
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setDirectories(List.of(log.toString()))
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(log.toString())
        .setScramArguments(
            List.of("SCRAM-SHA-512=[name=%s,password=%s]".formatted(OWNER, passwordOf(OWNER))))
        .run();
  }
}
