package io.diffy.ondemand;

import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.registry.PluginContexts;
import io.diffy.registry.PluginRegistry;
import io.diffy.schemas.GroupKey;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.packfile.ShippedPacks;
import io.diffy.service.CommandContext;
import io.diffy.service.InputFile;
import io.diffy.service.UsageError;
import io.diffy.terminal.Phrases;
import io.diffy.view.TimeText;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a group is collected through plugins. A target plugin switches it on. */
public final class CollectionOptions {
  private static final String TARGET_PLUGIN = "--target-plugin";
  private static final String COLLECTION_PLUGIN = "--collection-plugin";
  private static final String PACK = "--pack";

  /** Asks hosts that enrolled; it knows by itself who they are, and needs no script. */
  private static final String OSQUERY_TLS = "osquery-tls";

  /** Without a target plugin these would be ignored in silence. */
  private static final List<String> ONLY_WITH_TARGETS =
      List.of(
          COLLECTION_PLUGIN,
          "--payload-plugin",
          "--account-number",
          "--region",
          "--run-id",
          "--patience");

  private static final Pattern RUN_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final int RUN_CHANCE = 8;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = TARGET_PLUGIN,
      paramLabel = "SLUG",
      description =
          "Finds the instances of the group, and switches on that they are collected through plugins: auto-scaling, …")
  private String target = "";

  @Option(
      names = COLLECTION_PLUGIN,
      paramLabel = "SLUG",
      description =
          "Has the queries run there. Default: ssm; for the target plugin local local-shell. osquery-tls asks the hosts that enrolled at diffy collector --tls, and needs no target plugin.")
  private String collection = "";

  @Option(
      names = "--payload-plugin",
      paramLabel = "SLUG",
      defaultValue = "osquery",
      description = "Makes what runs there. Default: ${DEFAULT-VALUE}")
  private String payload;

  @Option(
      names = "--persistence-plugin",
      split = ",",
      paramLabel = "SLUG",
      description = "Keeps what was answered, beside the topics; may be repeated. Default: none.")
  private List<String> persistence = List.of();

  @Option(
      names = "--account-number",
      paramLabel = "ID",
      description = "Where to look. Default: the account in GROUP, else the credentials' own.")
  private String account = "";

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Where to look. Default: the region in GROUP, else the configured one.")
  private String region = "";

  @Option(
      names = "--incident-id",
      paramLabel = "ID",
      description =
          "What it is for: goes into the command's comment, the observations, the findings.")
  private String incident = "";

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "Go on with the run of this id, which was interrupted; nothing is sent twice.")
  private String runId = "";

  @Option(
      names = "--dry-run",
      description = "Show what would be sent where; send nothing. Needs no Kafka.")
  private boolean dryRun;

  @Option(
      names = "--patience",
      paramLabel = "SPAN",
      defaultValue = "10m",
      description = "How long an instance may take. Default: ${DEFAULT-VALUE}")
  private String patience;

  @Option(
      names = PACK,
      paramLabel = "FILE",
      description =
          "What is asked: triage, deep, or a pack's file; of --input, what the queries and their names in osqueryd's"
              + " log mean. Default: triage.")
  private Path pack;

  private Pack meant;

  /** Whether the group is collected through plugins. */
  public boolean chosen(String group) {
    // The shortcut for this host stays one, whatever a config file says.
    return flag(TARGET_PLUGIN)
        || (overTls() && flag(COLLECTION_PLUGIN))
        || ((overTls() || !target.isEmpty()) && !group.equals("local"));
  }

  /** Whether hosts are asked that enrolled: then plugins need the command's Kafka. */
  boolean overTls() {
    return collection.equals(OSQUERY_TLS);
  }

  /** What to write behind {@code diffy new baseline} so that the same group is asked again. */
  public String again(GroupKey key) {
    String word = Phrases.shell(key.toString());
    if (!chosen(key.toString())) {
      return word;
    }
    String whom = target.isEmpty() ? "" : " " + TARGET_PLUGIN + " " + target;
    String way = collection.isEmpty() ? "" : " " + COLLECTION_PLUGIN + " " + collection;
    return word + whom + way;
  }

  /** Whether a person says what the queries mean. */
  public boolean saysPack() {
    return pack != null;
  }

  /** What the queries mean, in a file too. */
  public Pack meant() {
    return pack == null ? ShippedPacks.all() : pack();
  }

  /** What is asked. */
  public Pack pack() {
    if (meant == null) {
      meant =
          InputFile.packOrShipped(
              pack, warning -> spec.commandLine().getErr().println("diffy: " + warning));
    }
    return meant;
  }

  /** Throws when an option would have no effect, or can't be meant so. */
  public void require(String group) {
    if (!chosen(group)) {
      for (String option : ONLY_WITH_TARGETS) {
        if (flag(option)) {
          throw new UsageError(
              option + " is for groups that are collected: say --target-plugin too");
        }
      }
    }
    Incident.problem(incident)
        .ifPresent(
            problem -> {
              throw new UsageError("--incident-id: " + problem);
            });
    if (!runId.isEmpty() && !RUN_ID.matcher(runId).matches()) {
      throw new UsageError("--run-id: letters, digits and dashes, at most 64");
    }
  }

  public boolean dryRun() {
    return dryRun;
  }

  public String incidentId() {
    return incident;
  }

  /** The given one, else a new one. */
  public String runId(CommandContext context) {
    if (runId.isEmpty()) {
      runId =
          RUN_TIME.format(context.clock().instant())
              + "-"
              + UUID.randomUUID().toString().substring(0, RUN_CHANCE);
    }
    return runId;
  }

  /** Where what was answered is kept beside the topics. */
  public List<PersistencePlugin> persistence(PluginRegistry plugins) {
    return persistence.stream().map(slug -> plugins.choose(PersistencePlugin.class, slug)).toList();
  }

  /**
   * How a group is collected.
   *
   * @param runId names it
   * @param choice leaves out who is not to be asked this time
   */
  GroupCollection collection(
      GroupKey key,
      String runId,
      UnaryOperator<List<Target>> choice,
      PluginRegistry plugins,
      PluginContexts contexts,
      CollectionView view) {
    String way = target.equals("local") ? "local-shell" : "ssm";
    return new GroupCollection(
        GroupPlugins.choose(
            plugins,
            overTls() && target.isEmpty() ? "enrolled" : target,
            overTls() && payload.equals("osquery") ? "osquery-distributed" : payload,
            collection.isEmpty() ? way : collection,
            contexts),
        new TargetPlugin.Query(
            key.asg(),
            same("--account-number", account, key.account()),
            same("--region", region, key.region())),
        choice,
        pack(),
        new GroupCollection.Terms(
            runId, incident, UsageError.parse("--patience", patience, TimeText::span)),
        contexts.context().clock(),
        view);
  }

  private String same(String option, String given, String inGroup) {
    if (flag(option) && !inGroup.isEmpty() && !given.equals(inGroup)) {
      throw new UsageError("%s says %s, the group says %s".formatted(option, given, inGroup));
    }
    return inGroup.isEmpty() ? given : inGroup;
  }

  /** Whether it stands on the command line: a config file may hold what only some groups need. */
  private boolean flag(String option) {
    return Optional.ofNullable(spec.commandLine().getParseResult())
        .filter(parsed -> parsed.hasMatchedOption(option))
        .isPresent();
  }
}
