package io.diffy.schemas.topic;

import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;
import io.diffy.schemas.ExceptionRule;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.BytesCodec;
import io.diffy.schemas.codec.Codec;
import io.diffy.schemas.json.AuditEntryCodec;
import io.diffy.schemas.json.BaselineCodec;
import io.diffy.schemas.json.ControlCodec;
import io.diffy.schemas.json.EvaluationCodec;
import io.diffy.schemas.json.ExceptionRuleCodec;
import io.diffy.schemas.json.FindingCodec;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.topic.Topic.Cleanup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.TopicConfig;

/**
 * All topics of one installation, declared once. Everything about a group lies in the partition of
 * its group key, so the topics that are read together have the same number of partitions.
 */
public final class Topics {
  public static final String DEFAULT_PREFIX = "diffy";
  public static final int DEFAULT_PARTITIONS = 4;

  /** Of the topic that shares groups out: more collectors than this would stand idle. */
  public static final int COLLECTOR_PARTITIONS = 16;

  private static final int MIB = 1024 * 1024;
  private static final Map<String, String> BROKER_TIME =
      Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

  private static final Codec<Observation> OBSERVATION = new ObservationCodec();
  private static final Codec<byte[]> BYTES = new BytesCodec();
  private static final Codec<Baseline> BASELINE = new BaselineCodec();
  private static final Codec<ExceptionRule> EXCEPTION = new ExceptionRuleCodec();
  private static final Codec<Control> CONTROL = new ControlCodec();
  private static final Codec<Finding> FINDING = new FindingCodec();
  private static final Codec<Evaluation> EVALUATION = new EvaluationCodec();
  private static final Codec<AuditEntry> AUDIT = new AuditEntryCodec();

  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{1,200}");

  private final String prefix;
  private final int partitions;
  private final boolean latestState;

  /**
   * @param prefix of all names, before a dot
   * @param partitions of all topics that hold data; fixed once data flows, because keys are spread
   *     by it. 0 where nobody asked Kafka: its client then counts them and spreads keys the same
   *     way
   */
  public Topics(String prefix, int partitions) {
    this(prefix, partitions, true);
  }

  /**
   * With or without the optional topic.
   *
   * @param latestState whether the last event of each finding is kept on a topic of its own: not
   *     everybody's Kafka takes compacted topics of others
   */
  public Topics(String prefix, int partitions, boolean latestState) {
    this.prefix = prefix;
    this.partitions = partitions;
    this.latestState = latestState;
  }

  /** The prefix, where it can be one. */
  public static String requirePrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" can't begin a topic's name; use letters, digits, dots, dashes and underscores, at most 200"
              .formatted(prefix));
    }
    return prefix;
  }

  /** With the default prefix and number of partitions. */
  public static Topics standard() {
    return new Topics(DEFAULT_PREFIX, DEFAULT_PARTITIONS);
  }

  public List<Topic<?>> all() {
    List<Topic<?>> all =
        new ArrayList<>(
            List.of(observations(), rerouted(), baselines(), exceptions(), control(), findings()));
    findingsState().ifPresent(all::add);
    all.addAll(List.of(evaluations(), deadLetters(), audit(), collectors(), enrollments(), asks()));
    return List.copyOf(all);
  }

  /** Under the same names as they are where one task reads everything; without the optional one. */
  public Topics inOnePartition() {
    return new Topics(prefix, 1, false);
  }

  public Topic<Observation> observations() {
    return deleted(
        "observations",
        7,
        8,
        BROKER_TIME,
        OBSERVATION,
        "everything that one instance returned for one query");
  }

  public Topic<byte[]> rerouted() {
    return deleted(
        "rerouted",
        1,
        8,
        Map.of(),
        BYTES,
        "observations that a producer put into another partition than their group's, once more");
  }

  public Topic<Baseline> baselines() {
    return compacted("baselines", 8, BASELINE, "answers of known clean instances");
  }

  public Topic<ExceptionRule> exceptions() {
    return compacted(
        "exceptions",
        1,
        EXCEPTION,
        "findings that a person accepted, and how far the work on findings got");
  }

  public Topic<Control> control() {
    return deleted(
        "control",
        7,
        1,
        BROKER_TIME,
        CONTROL,
        "announcements of on-demand rounds, and ticks that close windows of silent groups");
  }

  public Topic<Finding> findings() {
    return deleted(
        "findings",
        90,
        1,
        Map.of(),
        FINDING,
        "every event in the life of a finding: what a SIEM reads");
  }

  /** Empty where it is switched off. */
  public Optional<Topic<Finding>> findingsState() {
    return latestState
        ? Optional.of(
            compacted(
                "findings-state",
                1,
                FINDING,
                "the last event of each finding, until it has been closed for 30 days; optional"))
        : Optional.empty();
  }

  public Topic<Evaluation> evaluations() {
    return deleted(
        "evaluations", 7, 4, Map.of(), EVALUATION, "how one group and query stood at one time");
  }

  public Topic<byte[]> deadLetters() {
    return deleted(
        "dead-letters",
        30,
        12,
        Map.of(),
        BYTES,
        "records that broke their contract, as they came, with the reason in the headers");
  }

  /** Only the processor writes it. */
  public Topic<AuditEntry> audit() {
    return deleted(
        "audit",
        400,
        1,
        BROKER_TIME,
        AUDIT,
        "what became of every baseline and exception, and who signed it; who asked a console for one, for an analysis or a replay");
  }

  /** Its partitions are what collectors share; nothing is written to it. */
  public Topic<byte[]> collectors() {
    Topic<byte[]> like =
        deleted(
            "collectors",
            1,
            1,
            Map.of(),
            BYTES,
            "always empty: who holds a partition of it collects the groups that fall into it");
    return like.with(COLLECTOR_PARTITIONS);
  }

  /** In one partition: a secret that was taken back must be seen before who shows it later. */
  public Topic<byte[]> enrollments() {
    return compacted(
            "enrollments",
            1,
            BYTES,
            "secrets for enrolling osqueryd's hosts, and the hosts that enrolled, all as hashes")
        .with(1);
  }

  /** Not compacted: what was asked is over after minutes, and its answers may be large. */
  public Topic<byte[]> asks() {
    return deleted(
        "asks",
        1,
        8,
        Map.of(),
        BYTES,
        "what enrolled hosts are asked on demand, and what they answered");
  }

  private <T> Topic<T> deleted(
      String name, int days, int mib, Map<String, String> more, Codec<T> codec, String purpose) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(mib * MIB));
    return new Topic<>(
        prefix + "." + name,
        partitions,
        Cleanup.DELETE,
        Optional.of(Duration.ofDays(days)),
        settings,
        codec,
        purpose);
  }

  private <T> Topic<T> compacted(String name, int mib, Codec<T> codec, String purpose) {
    return new Topic<>(
        prefix + "." + name,
        partitions,
        Cleanup.COMPACT,
        Optional.empty(),
        Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(mib * MIB)),
        codec,
        purpose);
  }
}
