package io.diffy.agent.tables;

import static io.diffy.agent.tables.Column.text;

import java.io.IOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.List;

/** The addresses of this host's interfaces. Only the running kernel knows them. */
final class InterfaceAddressesTable implements OsqueryTable {

  @Override
  public String name() {
    return "interface_addresses";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        text("interface"),
        text("address"),
        text("mask"),
        text("broadcast"),
        text("point_to_point"),
        text("type"));
  }

  @Override
  public void read(Root root, Constraints constraints, TableRows rows) throws IOException {
    if (!root.isHost()) {
      throw new Unavailable(
          "interface_addresses asks the running kernel: it can't be read under " + root);
    }
    for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
      for (InterfaceAddress address : card.getInterfaceAddresses()) {
        byte[] bytes = address.getAddress().getAddress();
        String broadcast =
            address.getBroadcast() == null
                ? null
                : IpAddresses.text(address.getBroadcast().getAddress());
        rows.add(
            card.getName(),
            IpAddresses.text(bytes),
            IpAddresses.mask(address.getNetworkPrefixLength(), bytes.length),
            broadcast,
            null,
            "unknown");
      }
    }
  }
}
