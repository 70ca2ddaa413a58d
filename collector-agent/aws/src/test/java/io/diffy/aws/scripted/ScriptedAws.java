package io.diffy.aws.scripted;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP server that speaks the wire formats of SSM, Auto Scaling, EC2, STS and S3, so that the
 * real SDK can be used against it. What it answers is scripted by service and operation; an
 * operation without a script is refused. Every request is recorded whole.
 */
public final class ScriptedAws implements AutoCloseable {
  static {
    // Without it every answer waits for the delayed acknowledgement of TCP, 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final Map<String, Limit> limits = new ConcurrentHashMap<>();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private volatile boolean ours = true;
  private volatile double perSecond = Double.POSITIVE_INFINITY;

  private ScriptedAws(HttpServer server) {
    this.server = server;
  }

  public static ScriptedAws start() throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ScriptedAws aws = new ScriptedAws(HttpServer.create(free, 0));
    aws.server.setExecutor(aws.threads);
    aws.server.createContext("/", aws::serve);
    aws.server.start();
    return aws;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Settings that send every client here, with a budget that does not slow a test down. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    for (String service : List.of("ssm", "autoscaling", "ec2", "sts", "s3")) {
      settings.put("aws.endpoint." + service, endpoint().toString());
    }
    settings.put("aws.region", "us-east-1");
    settings.put("aws.s3.path-style", "true");
    settings.put("aws.calls-per-second", "1000");
    return settings;
  }

  /** Scripts an operation; the newest script of an operation counts. */
  public ScriptedAws on(String service, String operation, Handler handler) {
    handlers.put(service + " " + operation, handler);
    return this;
  }

  /** Throttles every operation beyond so many calls a second, S3's apart. */
  public ScriptedAws limitTo(double callsPerSecond) {
    perSecond = callsPerSecond;
    return this;
  }

  /** The calls are the test's: they say nothing about what the collector must be allowed. */
  public ScriptedAws calledByTheTest() {
    ours = false;
    return this;
  }

  /** The requests so far, in the order of their arrival. */
  public List<Call> calls() {
    return exchanges.stream().map(Exchange::call).toList();
  }

  public List<Call> calls(String service, String operation) {
    return calls().stream()
        .filter(call -> call.service().equals(service) && call.operation().equals(operation))
        .toList();
  }

  /** Breaks the first answers to an operation on their way. */
  public ScriptedAws breaks(String service, String operation, int times, WireFault fault) {
    faults.put(service + " " + operation, new Fault(fault, new AtomicInteger(times)));
    return this;
  }

  private record Fault(WireFault fault, AtomicInteger left) {}

  private void serve(HttpExchange http) throws IOException {
    Call call = Incoming.read(http);
    Answer answer = Wire.write(call, answer(call));
    Exchange exchange = new Exchange(call, answer, ours);
    exchanges.add(exchange);
    Exchange.keep(exchange);
    Fault fault = faults.get(call.service() + " " + call.operation());
    if (fault != null && fault.left().getAndDecrement() > 0) {
      fault.fault().send(answer, http);
      return;
    }
    try (http) {
      answer.headers().forEach(http.getResponseHeaders()::set);
      boolean silent = call.method().equals("HEAD") || answer.bytes().length == 0;
      http.sendResponseHeaders(answer.status(), silent ? -1 : answer.bytes().length);
      if (!silent) {
        http.getResponseBody().write(answer.bytes());
      }
    }
  }

  private Answer answer(Call call) {
    String name = call.service() + " " + call.operation();
    Handler handler = handlers.get(name);
    if (handler == null) {
      return Answer.error(400, "NotScripted", "No script for " + name);
    }
    if (!call.service().equals("s3")
        && !limits.computeIfAbsent(name, n -> new Limit()).admits(perSecond)) {
      return Answer.throttled(call.service());
    }
    try {
      return handler.answer(call);
    } catch (RuntimeException e) {
      return Answer.error(400, "ScriptFailed", name + ": " + e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** A bucket of one second's calls. */
  private static final class Limit {
    private double tokens = Double.NaN;
    private long last;

    synchronized boolean admits(double perSecond) {
      if (Double.isInfinite(perSecond)) {
        return true;
      }
      long now = System.nanoTime();
      tokens =
          Double.isNaN(tokens)
              ? perSecond
              : Math.min(perSecond, tokens + perSecond * (now - last) / 1e9);
      last = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
