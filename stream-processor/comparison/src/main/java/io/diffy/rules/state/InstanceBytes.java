package io.diffy.rules.state;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;

/** An instance as ten texts, a cohort as three. */
final class InstanceBytes {
  private InstanceBytes() {}

  static void write(StateWriter out, Instance i) {
    out.text(i.asg()).text(i.account()).text(i.region()).text(i.instanceId());
    out.text(i.launchVersion()).text(i.ami()).text(i.instanceType());
    out.text(i.az()).text(i.hostname()).text(i.privateIp());
  }

  static Instance read(StateReader in) {
    String asg = in.text();
    GroupKey group = new GroupKey(in.text(), in.text(), asg);
    String id = in.text();
    String launchVersion = in.text();
    Cohort cohort = new Cohort(in.text(), launchVersion, in.text());
    return new Instance(group, id, cohort, new Address(in.text(), in.text(), in.text()));
  }

  static void writeCohort(StateWriter out, Cohort cohort) {
    out.text(cohort.ami()).text(cohort.launchVersion()).text(cohort.instanceType());
  }

  static Cohort readCohort(StateReader in) {
    return new Cohort(in.text(), in.text(), in.text());
  }
}
