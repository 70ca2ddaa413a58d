package io.diffy.schemas.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** MITRE ATT&amp;CK techniques (https://attack.mitre.org) as OCSF attack objects. */
public final class Techniques {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("T1014", "Rootkit"),
          Map.entry("T1036", "Masquerading"),
          Map.entry("T1036.005", "Match Legitimate Resource Name or Location"),
          Map.entry("T1037", "Boot or Logon Initialization Scripts"),
          Map.entry("T1037.004", "RC Scripts"),
          Map.entry("T1041", "Exfiltration Over C2 Channel"),
          Map.entry("T1053", "Scheduled Task/Job"),
          Map.entry("T1053.003", "Cron"),
          Map.entry("T1053.006", "Systemd Timers"),
          Map.entry("T1059", "Command and Scripting Interpreter"),
          Map.entry("T1059.004", "Unix Shell"),
          Map.entry("T1071", "Application Layer Protocol"),
          Map.entry("T1071.001", "Web Protocols"),
          Map.entry("T1078", "Valid Accounts"),
          Map.entry("T1078.003", "Local Accounts"),
          Map.entry("T1098", "Account Manipulation"),
          Map.entry("T1098.004", "SSH Authorized Keys"),
          Map.entry("T1098.007", "Additional Local or Domain Groups"),
          Map.entry("T1136", "Create Account"),
          Map.entry("T1136.001", "Local Account"),
          Map.entry("T1205", "Traffic Signaling"),
          Map.entry("T1496", "Resource Hijacking"),
          Map.entry("T1543", "Create or Modify System Process"),
          Map.entry("T1543.002", "Systemd Service"),
          Map.entry("T1546", "Event Triggered Execution"),
          Map.entry("T1546.004", "Unix Shell Configuration Modification"),
          Map.entry("T1546.016", "Installer Packages"),
          Map.entry("T1547", "Boot or Logon Autostart Execution"),
          Map.entry("T1547.006", "Kernel Modules and Extensions"),
          Map.entry("T1548", "Abuse Elevation Control Mechanism"),
          Map.entry("T1548.001", "Setuid and Setgid"),
          Map.entry("T1548.003", "Sudo and Sudo Caching"),
          Map.entry("T1554", "Compromise Host Software Binary"),
          Map.entry("T1556", "Modify Authentication Process"),
          Map.entry("T1556.003", "Pluggable Authentication Modules"),
          Map.entry("T1562", "Impair Defenses"),
          Map.entry("T1562.001", "Disable or Modify Tools"),
          Map.entry("T1562.004", "Disable or Modify System Firewall"),
          Map.entry("T1562.006", "Indicator Blocking"),
          Map.entry("T1564", "Hide Artifacts"),
          Map.entry("T1564.013", "Bind Mounts"),
          Map.entry("T1565", "Data Manipulation"),
          Map.entry("T1565.001", "Stored Data Manipulation"),
          Map.entry("T1571", "Non-Standard Port"),
          Map.entry("T1574", "Hijack Execution Flow"),
          Map.entry("T1574.006", "Dynamic Linker Hijacking"));

  private Techniques() {}

  /** What a technique or sub-technique is called; empty for an unknown id. */
  public static String name(String id) {
    return NAMES.getOrDefault(id, "");
  }

  /**
   * A technique, or a sub-technique ({@code T1053.003}) under its technique. Unknown ids have no
   * name.
   */
  static ObjectNode attack(String id) {
    ObjectNode attack = Nodes.object();
    int dot = id.indexOf('.');
    if (dot <= 0) {
      attack.set("technique", named(id));
    } else {
      attack.set("technique", named(id.substring(0, dot)));
      attack.set("sub_technique", named(id));
    }
    return attack;
  }

  private static ObjectNode named(String id) {
    ObjectNode technique = Nodes.object().put("uid", id);
    Nodes.text(technique, "name", name(id));
    return technique;
  }
}
