package io.diffy.rules.detection;

import static io.diffy.rules.detection.TestDeviations.deviation;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diffy.rules.peers.Catalog;
import io.diffy.schemas.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many other hosts show something as rare: hosts are counted, not their rows. */
class BaseRateTest {
  private static final Deviation ON_ONE = rare(1, 20);
  private static final Deviation ALSO_ON_ONE = rare(2, 20);
  private static final Deviation ON_ANOTHER = rare(3, 21);
  private static final Deviation ON_TWO = rare(4, 22, 23);

  @Test
  void aHostOfManyOdditiesIsOneHost() {
    BaseRate rate = rate(AcceptedRows.NOTHING, ON_ONE, ALSO_ON_ONE, ON_ANOTHER);

    assertEquals(1, rate.othersAsRare(ON_ANOTHER));
  }

  @Test
  void whatMoreShareIsLessRare() {
    BaseRate rate = rate(AcceptedRows.NOTHING, ON_ONE, ON_TWO);

    assertEquals(0, rate.othersAsRare(ON_ONE), "two hosts share the other");
    assertEquals(1, rate.othersAsRare(ON_TWO));
  }

  @Test
  void whatIsAcceptedIsNoNoise() {
    AcceptedRows another = (item, host) -> host.equals(instance(21));

    assertEquals(0, rate(another, ON_ONE, ON_ANOTHER).othersAsRare(ON_ONE));
  }

  @Test
  void whatStandsInAnOddPlaceIsMeasuredByWhatDoesSoToo() {
    Catalog devShm =
        new Catalog() {
          @Override
          public long identityOf(long item) {
            return item;
          }

          @Override
          public boolean outOfPlace(long item) {
            return item == 1;
          }
        };
    BaseRate rate = BaseRate.of(List.of(ON_ONE, ON_ANOTHER), AcceptedRows.NOTHING, devShm, 9);

    assertEquals(0, rate.othersAsRare(ON_ONE));
    assertEquals(1, rate.othersAsRare(ON_ANOTHER));
  }

  private static Deviation rare(long item, int... hosts) {
    return deviation(new DeviatingItem(Kind.UNEXPECTED, item, 0, 0), 40, hosts);
  }

  private static BaseRate rate(AcceptedRows accepted, Deviation... deviations) {
    return BaseRate.of(List.of(deviations), accepted, item -> item, 9);
  }
}
