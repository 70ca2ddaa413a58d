package io.diffy.simulator;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** What an attacker does to a host. */
public enum AttackType {
  ROGUE_CRON("T1053.003", PersistenceAttacks::rogueCron),
  AUTHORIZED_KEY("T1098.004", PersistenceAttacks::authorizedKey),
  SUDO_USER("T1136.001", PersistenceAttacks::sudoUser),
  SYSTEMD_UNIT("T1543.002", PersistenceAttacks::systemdUnit),
  BIND_SHELL("T1571", ImplantAttacks::bindShell),
  BEACON("T1071.001", ImplantAttacks::beacon),
  KERNEL_MODULE("T1014", ImplantAttacks::kernelModule),
  PRELOAD("T1574.006", ImplantAttacks::preload),
  SUID_COPY("T1548.001", ImplantAttacks::suidCopy),
  REPLACED_BINARY("T1554", TamperingAttacks::replacedBinary),
  HOSTS_LINE("T1565.001", TamperingAttacks::hostsLine),
  FIREWALL_RULE_REMOVED("T1562.004", TamperingAttacks::firewallRuleRemoved),
  CRON_LINE_REMOVED("T1562.001", TamperingAttacks::cronLineRemoved),
  AUDIT_STOPPED("T1562.001", TamperingAttacks::auditStopped);

  private final String technique;

  @SuppressWarnings("ImmutableEnumChecker") // References of static methods hold nothing.
  private final BiFunction<HostRows, Dice, List<AttackEvidence>> traces;

  AttackType(String technique, BiFunction<HostRows, Dice, List<AttackEvidence>> traces) {
    this.technique = technique;
    this.traces = traces;
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
    return traces.apply(rows, dice);
  }
}
