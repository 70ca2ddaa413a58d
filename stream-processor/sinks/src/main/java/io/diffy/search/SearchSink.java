package io.diffy.search;

import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes documents of records and sends them. */
final class SearchSink implements Sink {
  private final DocumentRule documents;
  private final BulkDelivery delivery;

  SearchSink(DocumentRule documents, BulkDelivery delivery) {
    this.documents = documents;
    this.delivery = delivery;
  }

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
    for (Refused each : delivery.deliver(actions)) {
      refused.putIfAbsent(each.record().place(), each);
    }
    return List.copyOf(refused.values());
  }

  @Override
  public void close() {
    // The client's connections end with it.
  }
}
