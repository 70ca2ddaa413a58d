package io.diffy.rules.state;

import io.diffy.schemas.Instance;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** An instance as ten texts, in the order of the record. */
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
    return new Instance(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9]);
  }
}
