package io.diffy.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.diffy.schemas.GroupKey;
import io.diffy.schemas.text.Nearest;
import io.diffy.schemas.topic.Topic;
import io.diffy.service.CommandFailure;
import io.diffy.terminal.Phrases;
import io.diffy.terminal.Screen;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The groups there are, and which of them a person means by a name. */
public final class KnownGroups {
  private static final int MOST_NAMED = 5;

  private final Set<GroupKey> judged;
  private final Set<GroupKey> groups = new TreeSet<>();
  private final Optional<Cluster> cluster;
  private boolean senders;
  private boolean all;

  private KnownGroups(Collection<GroupKey> known, Optional<Cluster> cluster) {
    this.judged = new TreeSet<>(known);
    this.cluster = cluster;
    groups.addAll(known);
  }

  /** These and no others: those of a file. */
  public static KnownGroups only(Collection<GroupKey> known) {
    return new KnownGroups(known, Optional.empty());
  }

  /**
   * These, and those that were judged in the time that evaluations are kept, or have a baseline.
   */
  public static KnownGroups in(Cluster cluster, Collection<GroupKey> known) {
    return new KnownGroups(known, Optional.of(cluster));
  }

  /** All of a Kafka, those with findings too. */
  public static KnownGroups of(Cluster cluster) {
    Set<GroupKey> found = new TreeSet<>();
    TopicReader.readAll(
        cluster, cluster.topics().findings(), finding -> found.add(finding.group()));
    return in(cluster, found);
  }

  /** The same, and those that only sent something: for who judges it anew. */
  public static KnownGroups withObservations(Cluster cluster) {
    KnownGroups known = of(cluster);
    known.senders = true;
    return known;
  }

  /** Keys alone: the values of a week are too many to look at for a name. */
  private static void addKeys(Cluster cluster, Topic<?> topic, Set<GroupKey> groups) {
    TopicReader.readRecordsFrom(
        cluster,
        topic,
        Instant.MIN,
        record -> {
          if (record.key() != null) {
            String group = new String(record.key(), UTF_8).split("/", 2)[0];
            groups.add(
                GroupKey.parse(group.replace("%7C", "|").replace("%2F", "/").replace("%25", "%")));
          }
        });
  }

  /** All of them. */
  public Set<GroupKey> all() {
    if (!all && cluster.isPresent()) {
      addKeys(cluster.get(), cluster.get().topics().evaluations(), judged);
      groups.addAll(judged);
      addKeys(cluster.get(), cluster.get().topics().baselines(), groups);
      if (senders) {
        addKeys(cluster.get(), cluster.get().topics().observations(), groups);
      }
    }
    all = true;
    return Set.copyOf(groups);
  }

  /** Whether there is one with findings or evaluations. */
  public boolean isAnyJudged() {
    return !Collections.disjoint(all(), judged);
  }

  /** Throws when the group, or any where none is named, has neither findings nor evaluations. */
  public void requireJudged(Optional<GroupKey> group) {
    if (!isAnyJudged() || !group.map(judged::contains).orElse(true)) {
      throw new CommandFailure(
          "%s judged here yet: there are no findings and no evaluations"
              .formatted(group.map(key -> key + " was not").orElse("nothing was")));
    }
  }

  /** Those whose key is the name, or ends with it. */
  public List<GroupKey> fitting(String name) {
    return all().stream().filter(key -> key.isNamed(name)).sorted().toList();
  }

  /** All keys, sorted. */
  public List<String> names() {
    return all().stream().map(GroupKey::toString).sorted().toList();
  }

  /**
   * The one that is meant: by its key, or by the end of a key that no other ends with.
   *
   * @param screen is told the key where it was not typed
   * @throws CommandFailure when there is none, or more than one
   */
  public GroupKey find(String name, Screen screen) {
    GroupKey typed = GroupKey.parse(name);
    if (groups.contains(typed) || all().contains(typed)) {
      return typed;
    }
    List<String> keys = groups.stream().map(GroupKey::toString).toList();
    List<String> fitting = fitting(name).stream().map(GroupKey::toString).toList();
    if (fitting.size() == 1) {
      screen.note("%s is the group %s.", name, fitting.get(0));
      return GroupKey.parse(fitting.get(0));
    }
    if (fitting.size() > 1) {
      throw new CommandFailure(
          "\"%s\" is the name of %d groups; say which: %s"
              .formatted(name, fitting.size(), Phrases.some(fitting, MOST_NAMED)));
    }
    List<String> names = groups.stream().map(GroupKey::asg).distinct().toList();
    String near = Nearest.question(name, names);
    throw new CommandFailure(
        keys.isEmpty()
            ? "there is no group \"%s\": nothing was judged here yet".formatted(name)
            : "there is no group \"%s\"%s %s: %s"
                .formatted(
                    name,
                    near.isEmpty() ? "." : near,
                    keys.size() == 1 ? "The only one is" : "There are " + keys.size(),
                    Phrases.some(keys, MOST_NAMED)));
  }
}
