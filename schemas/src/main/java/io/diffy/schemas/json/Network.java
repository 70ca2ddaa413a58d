package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/** Listening ports and open sockets as OCSF endpoints. */
final class Network {
  private static final int MAX_PORT = 65_535;
  private static final int MAX_PROTOCOL = 255;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int FAMILY_IPV4 = 2;
  private static final int FAMILY_IPV6 = 10;
  private static final int INBOUND = 1;
  private static final int UNKNOWN = 0;

  private Network() {}

  static void write(ObjectNode evidence, Columns row) {
    boolean listening = row.has("address") && row.has("port");
    String local = listening ? "" : "local_";
    ObjectNode source = endpoint(row, local + "address", local + "port");
    ObjectNode destination = endpoint(row, "remote_address", "remote_port");
    Nodes.object(evidence, "src_endpoint", source);
    Nodes.object(evidence, "dst_endpoint", destination);
    if (!source.isEmpty() || !destination.isEmpty()) {
      evidence.set("connection_info", connection(row, listening));
    }
  }

  /** An endpoint needs an address; the port alone stays in the raw row. */
  private static ObjectNode endpoint(Columns row, String address, String port) {
    ObjectNode endpoint = Nodes.object();
    if (row.has(port) && IpAddresses.isIp(row.text(address))) {
      endpoint.put("ip", row.text(address));
      row.integer(port, 0, MAX_PORT).ifPresent(number -> endpoint.put("port", number));
    }
    return endpoint;
  }

  private static ObjectNode connection(Columns row, boolean listening) {
    ObjectNode connection = Nodes.object();
    connection.put("direction_id", listening ? INBOUND : UNKNOWN);
    connection.put("direction", listening ? "Inbound" : "Unknown");
    OptionalLong protocol = row.integer("protocol", 0, MAX_PROTOCOL);
    if (protocol.isPresent()) {
      long number = protocol.getAsLong();
      connection.put("protocol_num", number);
      Nodes.text(connection, "protocol_name", number == TCP ? "tcp" : number == UDP ? "udp" : "");
    }
    long family = row.integer("family", 0, MAX_PROTOCOL).orElse(UNKNOWN);
    if (family == FAMILY_IPV4 || family == FAMILY_IPV6) {
      connection.put("protocol_ver_id", family == FAMILY_IPV4 ? 4 : 6);
    }
    return connection;
  }
}
