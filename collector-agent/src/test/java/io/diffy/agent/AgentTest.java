package io.diffy.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diffy.agent.collect.QueryAnswer;
import io.diffy.agent.collect.RowSource;
import io.diffy.agent.publish.Publishers;
import io.diffy.schemas.Coverage;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.pack.Pack;
import io.diffy.schemas.pack.PackQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AgentTest {
  private static final AgentConfig CONFIG =
      AgentConfig.of(Instance.named("web-prod", "i-1"), Path.of("/"));

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final CountDownLatch asked = new CountDownLatch(3);

  @Test
  void asksEveryQueryPublishesAndStopsWhenClosed() throws Exception {
    Agent agent = agent(new StandIn(false));
    Thread running = start(agent);

    assertTrue(asked.await(20, TimeUnit.SECONDS));
    agent.close();
    running.join();

    List<Observation> published = published();
    assertEquals("crontab", published.get(0).query());
    assertEquals(Coverage.OK, published.get(0).coverage());
    assertEquals(3600, published.get(0).intervalSeconds());
    assertEquals("kernel_modules", published.get(1).query());
    assertEquals(Coverage.ERROR, published.get(1).coverage());
    assertEquals("/proc/modules does not exist", published.get(1).error());
    assertEquals(published.size(), agent.metrics().published());
    assertTrue(producer.closed());
  }

  @Test
  void closeInterruptsTheQueryThatRunsAndDoesNotBlameTheHost() throws Exception {
    Agent agent = agent(new StandIn(true));
    Thread running = start(agent);

    assertTrue(asked.await(20, TimeUnit.SECONDS));
    agent.close();
    running.join();

    assertFalse(published().stream().anyMatch(o -> o.query().equals("mounts")));
  }

  @Test
  void anAgentThatIsClosedDoesNotRun() {
    Agent agent = agent(new StandIn(false));
    agent.close();

    agent.run();

    assertEquals(3, asked.getCount());
  }

  private Agent agent(RowSource source) {
    Map<String, PackQuery> queries = new LinkedHashMap<>();
    for (String name : List.of("crontab", "kernel_modules", "mounts")) {
      queries.put(
          name,
          new PackQuery(
              name,
              "SELECT * FROM " + name,
              new PackQuery.Execution(3600, "linux", ""),
              PackQuery.OsqueryTerms.DEFAULT,
              PackQuery.Columns.ALL,
              PackQuery.Meaning.NONE));
    }
    Pack pack = new Pack("test", "", List.of(), queries);
    return new Agent(CONFIG, pack, source, Publishers.to(producer), Clock.systemUTC());
  }

  private static Thread start(Agent agent) {
    Thread thread = new Thread(agent::run, "agent");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private List<Observation> published() throws MalformedRecord {
    List<Observation> observations = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      observations.add(new ObservationCodec().decode(record.value()));
    }
    return observations;
  }

  /** Answers crontab, fails for kernel_modules, and for mounts answers or hangs. */
  private final class StandIn implements RowSource {
    private final boolean hangs;

    StandIn(boolean hangs) {
      this.hangs = hangs;
    }

    @Override
    public String describe() {
      return "a stand-in";
    }

    @Override
    public QueryAnswer ask(PackQuery query) {
      asked.countDown();
      if (query.name().equals("kernel_modules")) {
        return QueryAnswer.failed("/proc/modules does not exist");
      }
      if (hangs && query.name().equals("mounts")) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return QueryAnswer.failed("interrupted");
        }
      }
      return QueryAnswer.ok(List.of(Map.of("path", "/")));
    }
  }
}
