package io.diffy.agent.tables;

import java.util.List;
import java.util.Set;

/** All tables, in the order they are read: those that need other tables' paths last. */
final class BuiltInTables {
  static final List<OsqueryTable> ALL =
      List.of(
          AuthorizedKeysTable.TABLE,
          ChangedPackageFilesTable.TABLE,
          CrontabTable.TABLE,
          DebPackagesTable.TABLE,
          NetworkTables.DNS_RESOLVERS,
          DockerTables.MOUNTS,
          DockerTables.CONTAINERS,
          EtcHostsTable.TABLE,
          AccountTables.GROUPS,
          HiddenTables.MODULES,
          HiddenTables.PROCESSES,
          InterfaceAddressesTable.TABLE,
          NetworkTables.INTERFACE_DETAILS,
          IptablesTable.TABLE,
          SystemTables.KERNEL_INFO,
          KernelModulesTable.TABLE,
          SocketTables.LISTENING,
          MountsTable.TABLE,
          NftablesTable.TABLE,
          SystemTables.OS_VERSION,
          ProcessEnvsTable.TABLE,
          SocketTables.OPEN,
          ProcessesTable.TABLE,
          RoutesTable.TABLE,
          ShadowTable.TABLE,
          SudoersTable.TABLE,
          SuidBinTable.TABLE,
          SystemControlsTable.TABLE,
          SystemTables.SYSTEM_INFO,
          SystemdUnitsTable.TABLE,
          SystemTables.UPTIME,
          AccountTables.USER_GROUPS,
          AccountTables.USERS,
          ExtendedAttributesTable.TABLE,
          FileTable.TABLE,
          HashTable.TABLE);

  /** Those that osquery does not have. */
  static final Set<String> OWN =
      Set.of("changed_package_files", "hidden_modules", "hidden_processes", "nftables");

  private BuiltInTables() {}

  static List<String> names() {
    return ALL.stream().map(OsqueryTable::name).sorted().toList();
  }
}
