package io.diffy.rules.evaluation;

import io.diffy.rules.detection.DeviatingItem;
import io.diffy.rules.detection.Deviation;
import io.diffy.rules.item.Fingerprints;
import io.diffy.schemas.EvidenceRows;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A deviation with the texts that a person and a uid need.
 *
 * @param deviation what the rules say
 * @param name hex name of the thing or item, the same in every run
 * @param rows the raw rows that show it, and which columns of the thing were learnt to be volatile
 * @param differing for changed: the compared columns in which the two rows differ
 * @param others names of the first things that this one stands for
 * @param items where hosts show the thing: fingerprints of its rows on each, by instance id
 */
public record DeviationEvidence(
    Deviation deviation,
    String name,
    EvidenceRows rows,
    List<String> differing,
    List<String> others,
    Map<String, List<Long>> items) {

  /** In place of an item's name: hex, as names are, and the same whichever rows they are. */
  static final String OWN_ROWS =
      HexFormat.of().formatHex(new Fingerprints().digest("\u001down rows"));

  /** How an event names all rows of many hosts that each have another. */
  public static String printOfAll(DeviatingItem item) {
    return HexFormat.of().toHexDigits(item.previous());
  }

  /** The same rows of a deviation that is weighed otherwise. */
  public DeviationEvidence with(Deviation weighed) {
    return new DeviationEvidence(weighed, name, rows, differing, others, items);
  }
}
