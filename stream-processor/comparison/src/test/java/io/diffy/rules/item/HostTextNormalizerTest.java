package io.diffy.rules.item;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.schemas.Cohort;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Instance.Address;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Host-specific text is not a difference; everything else is. */
class HostTextNormalizerTest {
  private static final HostTextNormalizer MASKS =
      HostTextNormalizer.of(
          new Instance(
              GroupKey.named("web-prod"),
              "i-0abc12345678def01",
              Cohort.UNKNOWN,
              new Address("", "web7.prod.example", "10.20.0.4")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -Dhost=web7.prod.example -v        | -Dhost=<self> -v
          chef-client -N web7                | chef-client -N <self>
          --advertise 10.20.0.4:8080         | --advertise <self>:8080
          --instance i-0abc12345678def01     | --instance <self>
          --peer i-0123456789abcdef0         | --peer <instance-id>
          ip-10-20-64-4.ec2.internal         | <host>.ec2.internal
          nfs 10.20.0.250:/                  | nfs <private-ip>:/
          clientaddr=172.16.3.9              | clientaddr=<private-ip>
          /run/x/d5b3c239-77a2-e0c1-eb18-caf2f36e4c13 | /run/x/<uuid>
          fsck@dev-disk-by\\x2duuid-d5b3c239\\x2d77a2\\x2de0c1\\x2deb18\\x2dcaf2f36e4c13 | fsck@dev-disk-by-uuid-<uuid>
          vol0eed882c673e50e9b.device        | vol<hex>.device
          docker-4f5e6d7c8b9a0f1e2d3c.scope  | docker-<hex>.scope
          rmi.port=60898                     | rmi.port=<n>
          tomcat.8080.6827461928657297173    | tomcat.8080.<hex>
          /srv/tmp/689145071107              | /srv/tmp/<hex>
          /srv/tmp/fb83525b2c62              | /srv/tmp/<hex>
          worker 1048577                     | worker <n>
          """)
  void hostTextIsReplaced(String text, String masked) {
    assertEquals(masked, MASKS.apply(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          curl http://203.0.113.7/x          | a public address is evidence
          nc -l 31337                        | so is a port below the ephemeral range
          webhook-relay                      | web7 stands not here
          /usr/lib/jvm/java-17/bin/java      | a version
          169.254.169.254                    | the metadata service is the same for all
          beadedfacade                       | a word of hex letters
          """)
  void evidenceStays(String text, String why) {
    assertEquals(text, MASKS.apply(text), why);
  }

  @Test
  void hostileTextCostsNoMoreThanItsLength() {
    String tenMegabytes = "1-a.".repeat(2_500_000);
    Assertions.assertTimeout(Duration.ofSeconds(5), () -> MASKS.apply(tenMegabytes));
  }
}
