package io.diffy.search;

import io.diffy.http.HttpAnswer;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginFailure;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.SinkRecord;
import io.diffy.search.DocumentRule.UnindexableRecord;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Records as documents of OpenSearch or Elasticsearch. Delivered twice or out of order they leave
 * what delivered once leaves: of each finding its last state.
 *
 * <p>Settings: {@code url}, one or several; {@code user} with {@code password-file}, or {@code
 * api-key-file}; {@code ca-file}; {@code timeout-seconds}; {@code index}; {@code events-index};
 * {@code observations-index}; {@code evaluations-index}; {@code shape}, {@code ocsf} or {@code
 * ecs}; {@code create-template}; {@code bulk-kilobytes}; {@code refused-in-a-row}.
 */
public final class OpenSearchSink implements SinkPlugin {
  private static final SinkHabits HABITS =
      new SinkHabits(
          Set.of(Dataset.FINDINGS, Dataset.OBSERVATIONS, Dataset.EVALUATIONS),
          1_000,
          8 << 20,
          Duration.ofSeconds(1),
          true);

  /** Of the process: a way that is opened again must not begin to count anew. */
  private final RefusalStreak streak = new RefusalStreak();

  /** What was said once is not said again when the way is opened again. */
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  @Override
  public PluginInfo info() {
    return PluginInfo.shipped(
            this,
            SearchSettings.SLUG,
            "OpenSearch or Elasticsearch",
            "Findings, observations and evaluations as searchable documents.")
        .reading(SearchSettings.KEYS);
  }

  @Override
  public SinkHabits habits() {
    return HABITS;
  }

  @Override
  public String where(Dataset dataset, PluginContext context) {
    List<URI> nodes = SearchConnection.of(context).nodes();
    return nodes.stream().map(URI::toString).collect(Collectors.joining(", "));
  }

  @Override
  public Sink open(Dataset dataset, PluginContext context) {
    SearchSettings settings = new SearchSettings(context);
    int mostBytes = settings.all().number("bulk-kilobytes", 8 << 10, 64, 90 << 10) << 10;
    boolean create = settings.all().flag("create-template", true);
    SearchNodes nodes = new SearchNodes(SearchConnection.of(context), context.clock());
    TemplateInstaller templates = new TemplateInstaller(nodes, line -> sayOnce(line, context));
    DocumentRule documents =
        switch (dataset) {
          case FINDINGS -> findings(settings, templates, create);
          case OBSERVATIONS ->
              PlaceDocuments.ofObservations(
                  prepared(
                      settings, templates, create, TemplateInstaller.OBSERVATIONS, "observations"));
          case EVALUATIONS ->
              PlaceDocuments.ofEvaluations(
                  prepared(
                      settings, templates, create, TemplateInstaller.EVALUATIONS, "evaluations"));
          case BASELINES, EXCEPTIONS, CONTROL, AUDIT ->
              throw new PluginFailure(
                  dataset.word() + " can't be searched for; keep it with the sink file or s3");
        };
    int most = settings.all().number("refused-in-a-row", RefusalStreak.MOST, 0, 1_000_000);
    return new SearchSink(documents, new BulkDelivery(nodes, mostBytes), streak, most);
  }

  private static String prepared(
      SearchSettings settings,
      TemplateInstaller templates,
      boolean create,
      String template,
      String what) {
    String index = settings.index(what + "-index").orElse("diffy-" + what);
    prepare(templates, create, template, index);
    return index;
  }

  private static DocumentRule findings(
      SearchSettings settings, TemplateInstaller templates, boolean create) {
    String shape = settings.http().text("shape").orElse("ocsf");
    boolean ecs =
        switch (shape) {
          case "ecs" -> true;
          case "ocsf" -> false;
          default -> throw settings.all().wrong("shape", "ocsf or ecs");
        };
    String index = settings.index("index").orElse(ecs ? "diffy-findings-ecs" : "diffy-findings");
    String events = settings.index("events-index").orElse("");
    if (events.equals(index)) {
      throw SearchSettings.wrong(
          "events-index", "another index than " + SearchSettings.key("index"));
    }
    if (ecs && create) {
      templates.pipeline();
    }
    String template = ecs ? TemplateInstaller.ECS_FINDINGS : TemplateInstaller.FINDINGS;
    prepare(templates, create, template, index);
    if (!events.isEmpty()) {
      prepare(templates, create, template, events);
    }
    return new FindingDocuments(index, events, ecs ? TemplateInstaller.ECS_PIPELINE : "");
  }

  private static void prepare(
      TemplateInstaller templates, boolean create, String template, String index) {
    if (create) {
      templates.template(template, index);
      return;
    }
    // Not every user may read the banner, which is no reason to fail: only silence is.
    HttpAnswer answer = templates.nodes().ask("GET", "/", SearchNodes.JSON, new byte[0]);
    if (answer.passes()) {
      throw SearchNodes.no("asking who is there", answer);
    }
  }

  private void sayOnce(String line, PluginContext context) {
    if (said.add(line)) {
      context.notes().accept(line);
    }
  }

  /** Makes documents of records and sends them. */
  private record SearchSink(
      DocumentRule documents, BulkDelivery delivery, RefusalStreak streak, int most)
      implements Sink {
    @Override
    public List<Refused> deliver(List<SinkRecord> records) {
      // Of several reasons the first, and each record once.
      Map<String, Refused> refused = new LinkedHashMap<>();
      List<BulkAction> actions = new ArrayList<>();
      for (SinkRecord record : records) {
        try {
          actions.addAll(documents.of(record));
        } catch (UnindexableRecord e) {
          refused.put(record.place(), new Refused(record, e.getMessage()));
        }
      }
      List<Refused> byTheServer = delivery.deliver(actions);
      streak.add(actions.size(), byTheServer, most);
      for (Refused each : byTheServer) {
        refused.putIfAbsent(each.record().place(), each);
      }
      return List.copyOf(refused.values());
    }
  }
}
