package io.diffy.simulator;

import java.util.Locale;
import java.util.Set;

/** What makes a healthy host differ from its peers. */
enum Oddity {
  /** Unattended upgrades reached it before the others. */
  UPGRADED(Lasting.FROM_SOME_TIME_ON),
  /** Upgraded, and the old programs still run. */
  RESTART_PENDING(Lasting.FROM_SOME_TIME_ON),
  /** Somebody of operations is logged in. */
  SSH_SESSION(Lasting.ONE_COLLECTION),
  /** Somebody debugs: tools, a key, a tracer. */
  DEBUGGING(Lasting.ONE_COLLECTION),
  /** logrotate.service failed. */
  FAILED_UNIT(Lasting.FROM_SOME_TIME_ON),
  /** sysstat-summary.service failed. */
  FAILED_UNIT_2(Lasting.FROM_SOME_TIME_ON),
  /** systemd-networkd-wait-online.service failed. */
  FAILED_UNIT_3(Lasting.FROM_SOME_TIME_ON),
  /** A module of every host that has a virtual drive. */
  EXTRA_MODULE(Lasting.FROM_SOME_TIME_ON),
  /** Modules that somebody needed. */
  EXTRA_MODULE_2(Lasting.FROM_SOME_TIME_ON),
  EXTRA_MODULE_3(Lasting.FROM_SOME_TIME_ON),
  EXTRA_MODULE_4(Lasting.FROM_SOME_TIME_ON),
  /** Two packages were installed in another order. */
  ID_ORDER(Lasting.FROM_SOME_TIME_ON),
  /** Somebody of operations has an account of their own. */
  COLLEAGUE(Lasting.FROM_SOME_TIME_ON),
  /** An upgrade stopped half way. */
  HALF_CONFIGURED(Lasting.FROM_SOME_TIME_ON),
  /** Somebody installed a tool. */
  TOOLED(Lasting.FROM_SOME_TIME_ON),
  /** fail2ban bans an address. */
  BANNING(Lasting.ONE_COLLECTION),
  /** Still being set up: packages, application and its ports are not there yet. */
  NEWBORN(Lasting.ONE_COLLECTION),
  /** Big answers were cut, and say so. */
  TRUNCATED(Lasting.ONE_COLLECTION),
  /** Big answers were cut, and do not say so. */
  CUT(Lasting.ONE_COLLECTION),
  /** One query failed. */
  FAILED_QUERY(Lasting.ONE_COLLECTION),
  /** The clock is off by minutes. */
  SKEWED(Lasting.FROM_SOME_TIME_ON),
  /** The clock is a day ahead. */
  CLOCK_AHEAD(Lasting.FROM_SOME_TIME_ON);

  /** The words of those that keep rows from being seen. */
  static final Set<String> LOSING_ROWS = Set.of(TRUNCATED.word(), CUT.word(), FAILED_QUERY.word());

  enum Lasting {
    ONE_COLLECTION,
    FROM_SOME_TIME_ON
  }

  private final Lasting lasting;

  Oddity(Lasting lasting) {
    this.lasting = lasting;
  }

  boolean lasts() {
    return lasting == Lasting.FROM_SOME_TIME_ON;
  }

  /** How the row templates call it. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
