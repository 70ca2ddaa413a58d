package io.diffy.agent.tables;

import java.util.List;

/** All tables, in the order they are read: those that need other tables' paths last. */
final class BuiltInTables {
  static final List<OsqueryTable> ALL =
      List.of(
          new AuthorizedKeysTable(),
          new CrontabTable(),
          new DebPackagesTable(),
          new EtcHostsTable(),
          new GroupsTable(),
          new InterfaceAddressesTable(),
          new IptablesTable(),
          new KernelInfoTable(),
          new KernelModulesTable(),
          new ListeningPortsTable(),
          new MountsTable(),
          new OsVersionTable(),
          new ProcessEnvsTable(),
          new ProcessOpenSocketsTable(),
          new ProcessesTable(),
          new SudoersTable(),
          new SuidBinTable(),
          new SystemInfoTable(),
          new SystemdUnitsTable(),
          new UptimeTable(),
          new UserGroupsTable(),
          new UsersTable(),
          new FileTable(),
          new HashTable());

  private BuiltInTables() {}

  static List<String> names() {
    return ALL.stream().map(OsqueryTable::name).sorted().toList();
  }
}
