package io.diffy.meters;

import io.diffy.health.Health;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of this process, as Prometheus reads them at the health port. Each name is in
 * docs/metrics.md. A tag holds a word of ours, a topic, or a group that the operator configured:
 * nothing that a host says.
 */
public final class ServiceMetrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final List<Reading<?>> readings = new CopyOnWriteArrayList<>();

  /** Those that every service has. */
  public static ServiceMetrics of(String service, String version, Health health) {
    ServiceMetrics metrics = new ServiceMetrics();
    metrics
        .reading(() -> health)
        .gauge("diffy.live", "1 unless only a new start helps", h -> h.live() ? 1 : 0)
        .gauge("diffy.ready", "1 when it does its work", h -> h.ready() ? 1 : 0)
        .gauge(
            "diffy.version",
            "Always 1; which service, of which version",
            Tags.of("service", service, "version", version),
            h -> 1);
    return metrics;
  }

  private ServiceMetrics() {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /** For meters that count by themselves. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Numbers that are read together, once in each scrape, so that what adds up adds up there. */
  public <T> Reading<T> reading(Supplier<T> source) {
    Reading<T> reading = new Reading<>(registry, source);
    readings.add(reading);
    return reading;
  }

  /** All of them, in Prometheus's text. */
  public synchronized String scrape() {
    readings.forEach(Reading::read);
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  /**
   * Numbers of one source.
   *
   * @param <T> what it says at one moment
   */
  public static final class Reading<T> {
    private final MeterRegistry registry;
    private final Supplier<T> source;
    private volatile T last;

    private Reading(MeterRegistry registry, Supplier<T> source) {
      this.registry = registry;
      this.source = source;
      read();
    }

    private void read() {
      last = source.get();
    }

    /** What only grows while the process lives. */
    public Reading<T> counter(String name, String says, Tags tags, ToDoubleFunction<T> value) {
      FunctionCounter.builder(name, this, reading -> value.applyAsDouble(reading.last))
          .description(says)
          .tags(tags)
          .register(registry);
      return this;
    }

    /** The same, without tags. */
    public Reading<T> counter(String name, String says, ToDoubleFunction<T> value) {
      return counter(name, says, Tags.empty(), value);
    }

    /** What goes up and down. */
    public Reading<T> gauge(String name, String says, Tags tags, ToDoubleFunction<T> value) {
      Gauge.builder(name, this, reading -> value.applyAsDouble(reading.last))
          .description(says)
          .tags(tags)
          .register(registry);
      return this;
    }

    /** The same, without tags. */
    public Reading<T> gauge(String name, String says, ToDoubleFunction<T> value) {
      return gauge(name, says, Tags.empty(), value);
    }
  }
}
