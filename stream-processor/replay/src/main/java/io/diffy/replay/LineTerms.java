package io.diffy.replay;

import io.diffy.osquerylog.HostNames;
import io.diffy.schemas.Observation;
import io.diffy.schemas.pack.Pack;
import java.time.Instant;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * How lines become observations, and which of them count.
 *
 * @param hosts says which host wrote a line of osqueryd's
 * @param pack whose queries are meant by the names in osqueryd's log
 * @param wanted whether an observation counts, by what it says and when a broker took it, or when
 *     it was collected where no broker says so
 * @param looksAtRows whether that is said by its rows, too; else they can't be asked for
 */
public record LineTerms(
    HostNames hosts, Pack pack, BiPredicate<Observation, Instant> wanted, boolean looksAtRows) {

  /**
   * Terms that don't ask for times.
   *
   * @param group of the hosts in osqueryd's log that name none
   */
  public static LineTerms of(String group, Pack pack, Predicate<Observation> wanted) {
    return new LineTerms(
        HostNames.byDecorations(group),
        pack,
        (observation, appended) -> wanted.test(observation),
        false);
  }

  /** The same where what counts is said by rows. */
  public LineTerms lookingAtRows() {
    return new LineTerms(hosts, pack, wanted, true);
  }
}
