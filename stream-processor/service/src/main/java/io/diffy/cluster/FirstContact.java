package io.diffy.cluster;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.apache.kafka.common.utils.Utils;

/**
 * Why no client of Kafka will get anywhere with these addresses: Kafka's own clients try again
 * until their time is over, and then can't say what it was. Says nothing where one address answers
 * as it should; passwords and certificates are the clients' matter.
 */
final class FirstContact {
  private static final int PATIENCE_MS = 2_000;
  private static final int MOST_ASKED = 3;

  private static final byte TLS_ALERT = 0x15;
  private static final byte TLS_HANDSHAKE = 0x16;

  private FirstContact() {}

  /** A way to be connected once more. */
  private interface Connection {
    Socket open() throws IOException;
  }

  private interface Talk {
    Answer over(Socket socket) throws IOException;
  }

  /** What an address does when it is spoken to. */
  private enum Answer {
    KAFKA,
    /** Kafka, but it ends the conversation with who has not said who it is. */
    KAFKA_WITH_PASSWORD,
    TLS,
    ENDS,
    SILENT,
    OTHER
  }

  /** The reason, in words; empty when there is none to be seen. */
  static Optional<String> trouble(Map<String, String> kafka) {
    String protocol =
        kafka.getOrDefault("security.protocol", "PLAINTEXT").strip().toUpperCase(Locale.ROOT);
    if (!protocol.matches("(SASL_)?(SSL|PLAINTEXT)")) {
      return Optional.empty();
    }
    List<String> troubles = new ArrayList<>();
    for (String address : kafka.get("bootstrap.servers").split(",", MOST_ASKED + 1)) {
      String host = Utils.getHost(address.strip());
      Integer port = Utils.getPort(address.strip());
      if (host == null || port == null || troubles.size() == MOST_ASKED) {
        // The clients say what is wrong with an address that is none.
        return Optional.empty();
      }
      Optional<String> trouble = trouble(host, port, protocol, kafka);
      if (trouble.isEmpty()) {
        return Optional.empty();
      }
      troubles.add(trouble.get());
    }
    return troubles.stream().findFirst();
  }

  private static Optional<String> trouble(
      String host, int port, String protocol, Map<String, String> kafka) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      boolean tls = protocol.endsWith("SSL");
      Connection to = () -> connect(address);
      Answer answer = tls ? hello(to) : ask(to, protocol.equals("PLAINTEXT"));
      if (answer == Answer.ENDS || answer == Answer.SILENT) {
        Answer other = tls ? ask(to, true) : hello(to);
        answer = other == Answer.ENDS || other == Answer.SILENT ? answer : other;
      }
      return tls && answer == Answer.TLS
          ? behindTls(address, protocol.equals("SSL"), kafka)
          : told(answer, host + ":" + port, tls);
    } catch (UnknownHostException e) {
      return Optional.of(
          "the host %s is not known here; check the name in --bootstrap-server, and DNS"
              .formatted(host));
    } catch (ConnectException e) {
      return Optional.of(
          "nothing listens at %s:%d (%s); check host and port in --bootstrap-server, and that Kafka runs"
              .formatted(host, port, e.getMessage()));
    } catch (SocketTimeoutException e) {
      return Optional.of(
          "no connection to %s:%d within %.1f s; check the address in --bootstrap-server, and firewalls between here and there"
              .formatted(host, port, PATIENCE_MS / 1000.0));
    } catch (IOException e) {
      return Optional.of(
          "no connection to %s:%d: %s; check the address in --bootstrap-server"
              .formatted(host, port, e.getMessage()));
    }
  }

  /** Who does not say that it has a password is not told by Kafka that it needs one. */
  private static Optional<String> behindTls(
      InetSocketAddress address, boolean alone, Map<String, String> kafka) {
    try (DefaultSslEngineFactory tls = new DefaultSslEngineFactory()) {
      tls.configure(new AdminClientConfig(new TreeMap<String, Object>(kafka)).values());
      SSLSocketFactory sockets = tls.sslContext().getSocketFactory();
      String host = address.getHostString();
      return ask(() -> sockets.createSocket(connect(address), host, address.getPort(), true), alone)
              == Answer.KAFKA_WITH_PASSWORD
          ? Optional.of(
              "it speaks TLS and wants to know who asks; set kafka.security.protocol=SASL_SSL, kafka.sasl.mechanism and kafka.sasl.jaas.config")
          : Optional.empty();
    } catch (IOException | KafkaException e) {
      return String.valueOf(e.getMessage()).contains("trustAnchors")
          ? Optional.of(
              "no certificate can be read from kafka.ssl.truststore.location; a .p12 file needs kafka.ssl.truststore.password too")
          // The clients say what is wrong with certificates and their files.
          : Optional.empty();
    }
  }

  private static Optional<String> told(Answer answer, String where, boolean tls) {
    if (answer == (tls ? Answer.TLS : Answer.KAFKA)) {
      return Optional.empty();
    }
    String says =
        switch (answer) {
          case KAFKA, KAFKA_WITH_PASSWORD ->
              tls
                  ? " is Kafka without TLS; set kafka.security.protocol to PLAINTEXT or SASL_PLAINTEXT, or name the port that has TLS"
                  : " is Kafka that wants to know who asks; set kafka.security.protocol=SASL_PLAINTEXT, kafka.sasl.mechanism and kafka.sasl.jaas.config";
          case TLS ->
              " speaks TLS, and this client does not; set kafka.security.protocol to SSL, or to SASL_SSL where a password is wanted";
          case OTHER -> " answers, but not as Kafka does; check the port in --bootstrap-server";
          case ENDS ->
              " ends every connection without an answer; check that it is a port of Kafka, and kafka.security.protocol";
          case SILENT ->
              " takes connections and does not answer; check that it is a port of Kafka, and that the broker is not stuck";
        };
    return Optional.of(where + says);
  }

  /** Asks which versions it knows, and, where no password is to be sent, for its brokers. */
  private static Answer ask(Connection to, boolean further) throws IOException {
    return heard(
        to,
        socket -> {
          byte[] versions = request(socket, (short) 18, new byte[0]);
          if (versions.length < 8) {
            return versions.length == 0 ? Answer.ENDS : kind(versions);
          }
          if (ByteBuffer.wrap(versions).getInt(4) != 18) {
            return kind(versions);
          }
          socket.getInputStream().skipNBytes(Math.max(0, ByteBuffer.wrap(versions).getInt() - 4));
          // Of a topic that can't be: a broker may make whatever topic it is asked for.
          byte[] nothing = {0, 0, 0, 1, 0, 1, '/'};
          return further && request(socket, (short) 3, nothing).length == 0
              ? Answer.KAFKA_WITH_PASSWORD
              : Answer.KAFKA;
        });
  }

  /** Begins as a client with TLS does. */
  private static Answer hello(Connection to) throws IOException {
    ByteBuffer hello = ByteBuffer.allocate(54);
    // Record, handshake, TLS 1.2, no session, three cipher suites, no compression.
    hello.put(new byte[] {TLS_HANDSHAKE, 3, 1, 0, 49, 1, 0, 0, 45, 3, 3});
    hello.position(hello.position() + 32);
    hello.put(new byte[] {0, 0, 6, 0x13, 1, (byte) 0xC0, 0x2F, 0, (byte) 0x9C, 1, 0});
    return heard(
        to,
        socket -> {
          socket.getOutputStream().write(hello.array());
          byte[] first = socket.getInputStream().readNBytes(1);
          return first.length == 0 ? Answer.ENDS : kind(first);
        });
  }

  private static Answer heard(Connection to, Talk talk) throws IOException {
    try (Socket socket = to.open()) {
      return talk.over(socket);
    } catch (ConnectException | SSLException e) {
      throw e;
    } catch (SocketTimeoutException e) {
      // A connection that is not made in time is another matter than an answer that does not come.
      if (String.valueOf(e.getMessage()).startsWith("Connect")) {
        throw e;
      }
      return Answer.SILENT;
    } catch (IOException reset) {
      return Answer.ENDS;
    }
  }

  private static Answer kind(byte[] first) {
    return first[0] == TLS_ALERT || first[0] == TLS_HANDSHAKE ? Answer.TLS : Answer.OTHER;
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends version 0 of a request, its key being its number; returns size and number that came. */
  private static byte[] request(Socket socket, short key, byte[] body) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(14 + body.length);
    request.putInt(10 + body.length).putShort(key).putShort((short) 0).putInt(key);
    request.putShort((short) -1).put(body);
    new DataOutputStream(socket.getOutputStream()).write(request.array());
    return socket.getInputStream().readNBytes(8);
  }
}
