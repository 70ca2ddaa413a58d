package io.diffy.simulator;

import java.util.List;
import java.util.Locale;

/** What an attacker does to a host. */
public enum AttackType {
  ROGUE_CRON("T1053.003"),
  AUTHORIZED_KEY("T1098.004"),
  SUDO_USER("T1136.001"),
  SYSTEMD_UNIT("T1543.002"),
  BIND_SHELL("T1571"),
  BEACON("T1071.001"),
  KERNEL_MODULE("T1014"),
  PRELOAD("T1574.006"),
  SUID_COPY("T1548.001"),
  REPLACED_BINARY("T1554"),
  HOSTS_LINE("T1565.001"),
  FIREWALL_RULE_REMOVED("T1562.004"),
  CRON_LINE_REMOVED("T1562.001"),
  AUDIT_STOPPED("T1562.001");

  private final String technique;

  AttackType(String technique) {
    this.technique = technique;
  }

  /** MITRE ATT&CK technique id. */
  public String technique() {
    return technique;
  }

  /** The name in words with dashes. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Changes what the host answers.
   *
   * @param dice the same dice leave the same traces
   */
  List<AttackEvidence> strike(HostRows rows, Dice dice) {
    return switch (this) {
      case ROGUE_CRON -> PersistenceAttacks.rogueCron(rows, dice);
      case AUTHORIZED_KEY -> PersistenceAttacks.authorizedKey(rows, dice);
      case SUDO_USER -> PersistenceAttacks.sudoUser(rows, dice);
      case SYSTEMD_UNIT -> PersistenceAttacks.systemdUnit(rows, dice);
      case BIND_SHELL -> ImplantAttacks.bindShell(rows, dice);
      case BEACON -> ImplantAttacks.beacon(rows, dice);
      case KERNEL_MODULE -> ImplantAttacks.kernelModule(rows, dice);
      case PRELOAD -> ImplantAttacks.preload(rows, dice);
      case SUID_COPY -> ImplantAttacks.suidCopy(rows, dice);
      case REPLACED_BINARY -> TamperingAttacks.replacedBinary(rows, dice);
      case HOSTS_LINE -> TamperingAttacks.hostsLine(rows, dice);
      case FIREWALL_RULE_REMOVED -> TamperingAttacks.firewallRuleRemoved(rows, dice);
      case CRON_LINE_REMOVED -> TamperingAttacks.cronLineRemoved(rows, dice);
      case AUDIT_STOPPED -> TamperingAttacks.auditStopped(rows, dice);
    };
  }
}
