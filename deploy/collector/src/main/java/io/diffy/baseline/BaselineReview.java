package io.diffy.baseline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.cluster.Cluster;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.SignedBy;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.schemas.trust.SignedText;
import io.diffy.schemas.trust.Signer;
import io.diffy.schemas.trust.TrustPolicy.Verdict;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Screen;
import io.diffy.view.RowSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The newest baselines of a group before somebody signs them. What is signed is named by a digest,
 * so that nobody can put something else in its place between looking and signing.
 */
public final class BaselineReview {
  private static final int SHOWN = 12;

  private final Cluster cluster;
  private final GroupKey group;
  private final KnownBaselines known;
  private final List<Baseline> newest;
  private final Pack pack = ShippedPacks.all();

  private BaselineReview(Cluster cluster, GroupKey group, KnownBaselines known) {
    this.cluster = cluster;
    this.group = group;
    this.known = known;
    this.newest = known.all().stream().map(KnownBaselines.Pair::newest).toList();
  }

  /**
   * Reads them.
   *
   * @param query only of this one; empty: of all
   */
  public static BaselineReview of(Cluster cluster, GroupKey group, String query) {
    BaselineReview review =
        new BaselineReview(cluster, group, KnownBaselines.read(cluster, group, query));
    if (review.newest.isEmpty()) {
      throw new CommandFailure("there is no baseline of " + group + " to sign");
    }
    return review;
  }

  /** Names exactly what was read. */
  public String digest() {
    String all =
        newest.stream()
            .map(one -> SignedText.content(one, cluster.topics().baselines().codec()))
            .map(SignedText::digest)
            .collect(Collectors.joining("\n"));
    return SignedText.digest(all.getBytes(UTF_8)).substring(0, SHOWN);
  }

  /** Shows whose they are, what changed since those in force, and what few peers have. */
  public void print(Screen screen, Instant now) {
    ChangeText changes = new ChangeText(pack, screen);
    for (Baseline baseline : newest) {
      screen.say(line(baseline));
      changes.print(known.before(baseline), baseline);
    }
    fewPeersHave(now).forEach(line -> screen.say(line));
    screen.out().flush();
  }

  /** What was read. */
  public List<Baseline> newest() {
    return newest;
  }

  /** What of it few peers have, in words. */
  public List<String> fewPeersHave(Instant now) {
    return RareAmongPeers.of(
            group, newest, PeerComparison.recent(cluster, Set.of(group), now, pack), pack)
        .lines(new RowSummary(pack));
  }

  /** What a person signs with her own tools, elsewhere: a text for each, in this order. */
  public List<byte[]> texts(String key, Instant at) {
    Codec<Baseline> codec = cluster.topics().baselines().codec();
    String realm = cluster.trust().realm();
    return newest.stream()
        .map(one -> SignedText.of(one, SignedText.content(one, codec), realm, key, at))
        .toList();
  }

  /** What was read with signatures that were made elsewhere; throws where one does not fit. */
  public List<Baseline> signed(List<SignedBy> signatures) {
    if (signatures.size() != newest.size()) {
      throw new CommandFailure(
          "%d signatures for %d baselines".formatted(signatures.size(), newest.size()));
    }
    List<Baseline> signed = new ArrayList<>();
    for (int i = 0; i < newest.size(); i++) {
      signed.add(new BaselineWriter(cluster).signed(newest.get(i), signatures.get(i)));
    }
    return signed;
  }

  /** Signs what was read; returns it as it stands on the topic now. */
  public List<Baseline> sign(Signer signer, Instant now) {
    BaselineWriter writer = new BaselineWriter(cluster);
    List<Baseline> signed = new ArrayList<>();
    newest.forEach(one -> signed.add(writer.signed(one, Optional.of(signer), now)));
    writer.write(signed);
    return signed;
  }

  private String line(Baseline baseline) {
    return "%s version %d (%s), by %s from %s: %s%s"
        .formatted(
            baseline.query(),
            baseline.version(),
            baseline.cohort().label(),
            baseline.takenBy().isEmpty() ? "nobody" : baseline.takenBy(),
            baseline.source(),
            baseline.withdrawn()
                ? "no baseline from now on"
                : BaselineChange.rows(baseline.answers(), pack).size() + " items",
            standing(baseline));
  }

  private String standing(Baseline baseline) {
    Verdict verdict = new BaselineWriter(cluster).verdict(baseline);
    return verdict.valid() ? "" : "; not in force: " + verdict.reason();
  }
}
