package io.diffy.schemas;

import static io.diffy.schemas.TestObservations.FOUR_AM;
import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.WEB_PROD;
import static io.diffy.schemas.TestObservations.cleanCron;
import static io.diffy.schemas.TestObservations.instance;

import io.diffy.schemas.Evaluation.Hosts;
import io.diffy.schemas.Evaluation.Open;
import io.diffy.schemas.Evaluation.Window;
import io.diffy.schemas.ExceptionRule.About;
import io.diffy.schemas.ExceptionRule.Accepted;
import io.diffy.schemas.ExceptionRule.Reach;
import io.diffy.schemas.ExceptionRule.Removal;
import io.diffy.schemas.ExceptionRule.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Named records about the group of {@link TestObservations}: what people and the processor say. */
public final class TestContracts {
  /** Some deviation of host 7. */
  public static final String ROGUE_CRON_UID = "4a37e2c9-a38b-5d7c-85cb-b66197a3f67b";

  /** Host 1 as everything should be. */
  public static final Baseline CRON_BASELINE =
      new Baseline(
          new Baseline.Key(WEB_PROD, "crontab", instance(1).cohort()),
          3,
          new Baseline.Origin(THREE_AM, "alice", "local"),
          List.of(cleanCron(instance(1), THREE_AM)));

  public static final ExceptionRule ACCEPTED_ON_HOST_7 =
      new ExceptionRule(
          ROGUE_CRON_UID + "/" + instance(7).instanceId(),
          WEB_PROD,
          About.finding(ROGUE_CRON_UID),
          new Reach(Scope.INSTANCE, instance(7).instanceId(), Optional.empty()),
          new Accepted("the canary syncs every minute", "alice", THREE_AM),
          Optional.of(THREE_AM.plus(Duration.ofDays(30))));

  public static final ExceptionRule ACCEPTED_FOR_EVER =
      new ExceptionRule(
          ROGUE_CRON_UID,
          WEB_PROD,
          About.finding(ROGUE_CRON_UID),
          Reach.GROUP,
          new Accepted("", "", THREE_AM),
          Optional.empty());

  /** The same thing, wherever it turns up. */
  public static final ExceptionRule ACCEPTED_EVERYWHERE =
      new ExceptionRule(
          "9c1f2d0e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
          WEB_PROD,
          new About(
              ROGUE_CRON_UID,
              FindingUid.item("crontab", Kind.UNEXPECTED, "00c0ffee"),
              "crontab",
              Optional.of(Kind.UNEXPECTED),
              "path=/etc/cron.d/.sync"),
          Reach.EVERYWHERE,
          new Accepted("the backup agent of all hosts", "alice", THREE_AM),
          Optional.empty());

  /** For the image of host 7, and taken back an hour later. */
  public static final ExceptionRule ACCEPTED_FOR_A_COHORT_AND_REMOVED =
      new ExceptionRule(
              "1b2c3d4e-5a0b-5b7e-8f6d-3c2b1a0f9e8d",
              WEB_PROD,
              About.finding(ROGUE_CRON_UID),
              new Reach(Scope.COHORT, "", Optional.of(instance(7).cohort())),
              new Accepted("the image brings it", "alice", THREE_AM),
              Optional.empty())
          .removed(new Removal("bob", FOUR_AM, "it does not"));

  public static final Control.Round ROUND =
      new Control.Round(
          WEB_PROD,
          "round-1",
          List.of("crontab", "listening_ports"),
          List.of(instance(1).instanceId(), instance(2).instanceId()),
          THREE_AM,
          THREE_AM.plus(Duration.ofMinutes(5)),
          "INC-7");

  public static final Control.Tick TICK = new Control.Tick(WEB_PROD, FOUR_AM);

  public static final Control.End END = new Control.End(WEB_PROD);

  /** Host 7 stands out, host 9 did not answer. */
  public static final Evaluation EVALUATION =
      new Evaluation(
          WEB_PROD,
          "crontab",
          new Window(FOUR_AM, FOUR_AM.minus(Duration.ofHours(2)), "round-1"),
          new Hosts(
              List.of(instance(1).instanceId(), instance(7).instanceId()),
              List.of(new Evaluation.Absent(instance(9).instanceId(), "no answer for 2 h"))),
          List.of(new Evaluation.CohortBaseline(instance(1).cohort().label(), 3, THREE_AM)),
          new Open(
              List.of(ROGUE_CRON_UID),
              List.of(new Evaluation.Ranked(instance(7).instanceId(), 3.2, 1)),
              17,
              List.of(),
              List.of(
                  new SetAside(
                      "template",
                      2,
                      2,
                      List.of(instance(1).instanceId(), instance(7).instanceId()),
                      Map.of("path", "/etc/cron.d/certbot")))),
          new Evaluation.Learnt(
              "5c1d0fd2",
              List.of(
                  new Evaluation.LearntColumn("last_run", 0.97, 11, 12, false),
                  new Evaluation.LearntColumn("sha256", 0.083, 1, 12, true))));

  private TestContracts() {}
}
