package io.diffy.rules.state;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** An instance as ten texts. */
final class InstanceBytes {
  private InstanceBytes() {}

  static void write(DataOutputStream out, Instance i) throws IOException {
    for (String text :
        List.of(
            i.asg(),
            i.account(),
            i.region(),
            i.instanceId(),
            i.launchVersion(),
            i.ami(),
            i.instanceType(),
            i.az(),
            i.hostname(),
            i.privateIp())) {
      StateBytes.writeText(out, text);
    }
  }

  static Instance read(DataInputStream in) throws IOException {
    String[] t = new String[10];
    for (int n = 0; n < t.length; n++) {
      t[n] = StateBytes.readText(in);
    }
    return new Instance(
        new GroupKey(t[1], t[2], t[0]),
        t[3],
        new Cohort(t[5], t[4], t[6]),
        new Address(t[7], t[8], t[9]));
  }
}
