package io.diffy.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.diffy.console.http.Problem.Kind;
import io.diffy.schemas.json.Json;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Server-sent events. The last ones are kept, so that who was away for a moment misses nothing; who
 * was away longer, or reads too slowly, is told to load again.
 */
public final class EventStreams {
  private static final int MOST_STREAMS = 200;
  private static final int KEPT = 2_000;
  private static final int MOST_WAITING = 500;

  private final String epoch = Long.toString(System.currentTimeMillis(), 36);
  private final Deque<Event> last = new ArrayDeque<>();
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private long number;

  private record Event(long number, String group, byte[] bytes) {}

  /** Tells everybody. */
  public synchronized void publish(String name, String group, JsonNode data) {
    number++;
    String text =
        "id: %s-%d\nevent: %s\ndata: %s\n\n".formatted(epoch, number, name, Json.text(data));
    Event event = new Event(number, group, text.getBytes(UTF_8));
    last.add(event);
    if (last.size() > KEPT) {
      last.remove();
    }
    streams.forEach(stream -> stream.offer(event));
  }

  /** Keeps connections open that nothing comes over, and finds out which are gone. */
  public void beat() {
    byte[] beat = ": beat\n\n".getBytes(UTF_8);
    streams.forEach(stream -> stream.send(beat));
  }

  /** How many are open. */
  public int open() {
    return streams.size();
  }

  /** Ends all, so that a stopping server need not wait for them. */
  public void close() {
    streams.forEach(Stream::end);
  }

  synchronized void open(Response response, Callback done, Optional<String> group, String after) {
    if (streams.size() >= MOST_STREAMS) {
      throw Problem.of(Kind.BUSY, MOST_STREAMS + " streams are open; close one");
    }
    response.setStatus(200);
    response.getHeaders().put("Content-Type", "text/event-stream; charset=utf-8");
    response.getHeaders().put("X-Accel-Buffering", "no");
    Stream stream = new Stream(response, done, group);
    streams.add(stream);
    stream.send("retry: 1000\n\n".getBytes(UTF_8));
    if (after != null) {
      missed(stream, after);
    }
  }

  private void missed(Stream stream, String after) {
    long seen = -1;
    try {
      seen =
          after.startsWith(epoch + "-") ? Long.parseLong(after.substring(epoch.length() + 1)) : -1;
    } catch (NumberFormatException e) {
      // Not one of ours.
    }
    long oldest = last.isEmpty() ? number + 1 : last.peek().number();
    if (seen < 0 || seen + 1 < oldest) {
      stream.loadAgain();
      return;
    }
    for (Event event : last) {
      if (event.number() > seen) {
        stream.offer(event);
      }
    }
  }

  /** One connection. What is not written yet waits, up to a bound. */
  private final class Stream extends IteratingCallback {
    private final Response response;
    private final Callback done;
    private final Optional<String> group;
    private final Deque<byte[]> waiting = new ConcurrentLinkedDeque<>();

    Stream(Response response, Callback done, Optional<String> group) {
      this.response = response;
      this.done = done;
      this.group = group;
    }

    void offer(Event event) {
      if (event.group().isEmpty() || group.map(event.group()::equals).orElse(true)) {
        send(event.bytes());
      }
    }

    void loadAgain() {
      send("id: %s-%d\nevent: reset\ndata: {}\n\n".formatted(epoch, number).getBytes(UTF_8));
    }

    void send(byte[] bytes) {
      if (waiting.size() >= MOST_WAITING) {
        waiting.clear();
        waiting.add("event: reset\ndata: {}\n\n".getBytes(UTF_8));
      }
      waiting.add(bytes);
      iterate();
    }

    @Override
    protected Action process() {
      byte[] bytes = waiting.poll();
      if (bytes == null) {
        return Action.IDLE;
      }
      response.write(false, ByteBuffer.wrap(bytes), this);
      return Action.SCHEDULED;
    }

    @Override
    protected void onCompleteFailure(Throwable gone) {
      streams.remove(this);
      done.failed(gone);
    }

    void end() {
      if (streams.remove(this)) {
        done.succeeded();
      }
    }
  }
}
