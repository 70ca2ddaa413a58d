package io.diffy.simulator;

import io.diffy.schemas.Instance;
import java.util.Map;

/**
 * Fills the placeholders of one row. {@code {boot:N}} and {@code {now:N}} are numbers below N,
 * {@code hex} and {@code word} texts of N characters; {@code boot} stays while the host lives,
 * {@code now} is new at every collection, {@code fleet} is the same on all hosts; {@code ago} is a
 * time up to N seconds before the answer, {@code session} the Nth process of an ssh session.
 */
final class CellTemplate {
  /** The kernel hands out ports from here on (net.ipv4.ip_local_port_range). */
  private static final int EPHEMERAL_FROM = 32768;

  private static final int EPHEMERAL_COUNT = 28232;
  private static final int LOWEST_PID = 400;
  private static final int PIDS = 90_000;

  /** Services start in the first seconds. */
  private static final int STARTING_SECONDS = 40;

  /** Of what runs in an ssh session: above all other pids. */
  private static final int SESSION_PIDS = 100_000;

  private final SimulatedMoment moment;
  private final String row;
  private final int repeat;
  private final Map<String, String> filled;
  private int place;

  /**
   * For one row.
   *
   * @param row says which, to the dice
   * @param repeat which of the rows that a line stands for
   * @param filled the cells that are done, by column
   */
  CellTemplate(SimulatedMoment moment, String row, int repeat, Map<String, String> filled) {
    this.moment = moment;
    this.row = row;
    this.repeat = repeat;
    this.filled = filled;
  }

  String fill(String cell) {
    int open = cell.indexOf('{');
    if (open < 0) {
      return cell;
    }
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (; open >= 0; open = cell.indexOf('{', from)) {
      int close = cell.indexOf('}', open);
      if (close < 0) {
        break;
      }
      String name = cell.substring(open + 1, close);
      text.append(cell, from, open).append(value(name, cell.substring(open, close + 1)));
      from = close + 1;
    }
    return text.append(cell.substring(from)).toString();
  }

  private String value(String name, String asWritten) {
    Instance instance = moment.host().instance();
    int colon = name.indexOf(':');
    if (colon > 0) {
      return drawn(name.substring(0, colon), name.substring(colon + 1), asWritten);
    }
    return switch (name) {
      case "id" -> instance.instanceId();
      case "asg" -> instance.asg();
      case "host" -> instance.hostname();
      case "ip" -> instance.privateIp();
      case "region" -> instance.region();
      case "zone.az" -> instance.az();
      case "zone.n" -> Integer.toString(1 + instance.az().charAt(instance.az().length() - 1) - 'a');
      case "cpus" -> Integer.toString(moment.host().processors());
      case "heap" -> moment.host().processors() * 3 - 1 + "g";
      case "i" -> Integer.toString(repeat);
      case "pid" -> Integer.toString(LOWEST_PID + boot().below(PIDS));
      case "parent" -> filled.get("path").isEmpty() ? "2" : "1";
      case "started" ->
          Long.toString(moment.host().bootedAt().getEpochSecond() + boot().below(STARTING_SECONDS));
      case "eph" -> Integer.toString(EPHEMERAL_FROM + boot().below(EPHEMERAL_COUNT));
      case "now.eph" -> Integer.toString(EPHEMERAL_FROM + now().below(EPHEMERAL_COUNT));
      case "public" -> "203.0.113." + (1 + now().below(250));
      case "uuid" -> uuid("-");
      case "uuid.dashed" -> uuid("\\x2d");
      // What is no placeholder is text: shell and cron lines have braces too.
      default -> asWritten;
    };
  }

  private String drawn(String name, String argument, String asWritten) {
    return switch (name) {
      case "boot" -> Integer.toString(boot().below(Integer.parseInt(argument)));
      case "boot.hex" -> boot().hex(Integer.parseInt(argument));
      case "boot.word" -> boot().word(Integer.parseInt(argument));
      case "now" -> Integer.toString(now().below(Integer.parseInt(argument)));
      case "now.hex" -> now().hex(Integer.parseInt(argument));
      case "fleet.hex" -> moment.fleet().on(row).hex(Integer.parseInt(argument));
      case "fleet.word" -> moment.fleet().on("key", argument).word(43);
      case "sha" -> moment.fleet().on("sha", argument).hex(64);
      case "cloud" -> "198.51.100." + (10 + now().below(Integer.parseInt(argument)));
      case "ago" ->
          Long.toString(moment.time().getEpochSecond() - now().below(Integer.parseInt(argument)));
      case "session" ->
          Integer.toString(
              SESSION_PIDS
                  + 10 * moment.now().on("session").below(1000)
                  + Integer.parseInt(argument));
      case "col" -> filled.get(argument);
      default -> asWritten;
    };
  }

  private String uuid(String dash) {
    String hex = moment.boot().on("uuid").hex(32);
    return String.join(
        dash,
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  private Dice boot() {
    return moment.boot().on(row, repeat, place++);
  }

  private Dice now() {
    return moment.now().on(row, repeat, place++);
  }
}
