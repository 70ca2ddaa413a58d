package io.diffy.processor.evaluation.state;

import static io.diffy.schemas.TestObservations.THREE_AM;
import static io.diffy.schemas.TestObservations.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.codec.MalformedRecord;
import io.diffy.schemas.json.ObservationCodec;
import io.diffy.schemas.json.RepeatCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an answer comes to is the same whether it is worked out or known from the last time. */
class AnswerGistTest {
  private static final QueryRules CRONTAB =
      new QueryRules(Set.of("path"), Set.of(), Set.of(), Map.of(), Set.of());

  private final AnswerGist.Known known = new AnswerGist.Known(16);
  private final AnswerGist.Known nothing = new AnswerGist.Known(0);

  @Test
  void aRepeatedAnswerComesToTheSameAndIsWorkedOutOnceMoreByWhoAsks() throws MalformedRecord {
    Observation answer = answer(instance(1), THREE_AM, Map.of("path", "/etc/crontab"));
    AnswerGist first = known.of(CRONTAB, answer);
    AnswerGist again = known.of(CRONTAB, answer.at(THREE_AM.plusSeconds(3600)));
    assertSame(first, again);
    assertEquals(List.of("/etc/crontab"), paths(again.whole().get()));
  }

  @Test
  void rowsThatNameOneHostAreAnotherAnswerOfAnother() throws MalformedRecord {
    Map<String, String> row = Map.of("path", "/srv/" + instance(1).instanceId());
    AnswerGist own = known.of(CRONTAB, answer(instance(1), THREE_AM, row));
    AnswerGist foreign = known.of(CRONTAB, answer(instance(2), THREE_AM, row));
    assertNotEquals(own.name(), foreign.name());
    assertSame(nothing.of(CRONTAB, answer(instance(2), THREE_AM, row)), foreign);
  }

  @Test
  void otherRulesAreAskedAnew() throws MalformedRecord {
    Observation answer = answer(instance(1), THREE_AM, Map.of("path", "/a", "size", "1"));
    QueryRules dropping =
        new QueryRules(Set.of("path"), Set.of("size"), Set.of(), Map.of(), Set.of());
    known.of(CRONTAB, answer);
    assertSame(nothing.of(dropping, answer), known.of(dropping, answer));
  }

  /** A process is not compared while it is young, and its row says the same an hour later. */
  @Test
  void whatHangsOnTheTimeIsNotKept() throws MalformedRecord {
    Map<String, String> process =
        Map.of(
            "path", "/usr/bin/true",
            "cmdline", "true",
            "start_time", String.valueOf(THREE_AM.getEpochSecond() - 10));
    Observation young = answer(instance(1), THREE_AM, process);
    Observation old = young.at(THREE_AM.plusSeconds(3600));
    AnswerGist left = known.of(CRONTAB, young);
    AnswerGist compared = known.of(CRONTAB, old);
    assertNotEquals(left.name(), compared.name());
    assertSame(nothing.of(CRONTAB, old), compared);
  }

  private static void assertSame(AnswerGist expected, AnswerGist gist) {
    assertEquals(expected.name(), gist.name());
    assertEquals(expected.different(), gist.different());
    assertEquals(expected.facts(), gist.facts());
  }

  private static List<String> paths(CanonicalAnswer answer) {
    return answer.lines().values().stream().map(line -> line.row().get("path")).toList();
  }

  /** As it comes from the topic. */
  private static Observation answer(Instance host, Instant at, Map<String, String> row)
      throws MalformedRecord {
    ObservationCodec codec = new ObservationCodec();
    return new RepeatCodec(codec)
        .decode(codec.encode(Observation.of(host, "crontab", at, List.of(row))));
  }
}
