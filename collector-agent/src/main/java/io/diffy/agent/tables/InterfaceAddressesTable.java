package io.diffy.agent.tables;

import java.io.IOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;

/**
 * The addresses of this host's interfaces. Only the running kernel knows them: an error elsewhere.
 */
final class InterfaceAddressesTable {
  static final OsqueryTable TABLE =
      OsqueryTable.of(
          "interface_addresses",
          "interface text, address text, mask text, broadcast text, point_to_point text, type text",
          InterfaceAddressesTable::read);

  private InterfaceAddressesTable() {}

  private static void read(Root root, TableRows rows) throws IOException {
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
                : InetText.text(address.getBroadcast().getAddress());
        rows.add(
            card.getName(),
            InetText.text(bytes),
            InetText.mask(address.getNetworkPrefixLength(), bytes.length),
            broadcast,
            null,
            "unknown");
      }
    }
  }
}
