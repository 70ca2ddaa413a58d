package io.diffy.processor.evaluation.state;

import io.diffy.rules.item.CanonicalAnswer;
import io.diffy.rules.item.HostFacts;
import io.diffy.rules.item.QueryRules;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.json.NamedRows;
import io.diffy.schemas.json.RecentAnswers;
import io.diffy.schemas.json.RowsName;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an answer comes to: all that is needed of one whose items are kept already. When a host says
 * the same to the byte as it did of late, nothing of its rows is read.
 *
 * @param name of its items and of what it leaves out
 * @param different how many those are
 * @param facts what it says of the host as a whole
 * @param whole the answer, worked out when it is asked for
 */
public record AnswerGist(
    long name, int different, Optional<HostFacts> facts, Supplier<CanonicalAnswer> whole) {

  /** Answers that were seen of late, by what a host said to be called and what it said. */
  public static final class Known {
    /** A power of two. An entry takes about a hundred bytes. */
    private static final int PLACES = 1 << 18;

    /** Of all tasks of the process. */
    private static final Known OF_PROCESS = new Known(PLACES);

    private final RecentAnswers<Kept> seen;

    /** By these rules; without its rows. */
    private record Kept(QueryRules rules, long name, int different, Optional<HostFacts> facts) {}

    /** A memory of its own; of no size, it knows nothing. */
    Known(int places) {
      seen = new RecentAnswers<>(places);
    }

    public static Known ofProcess() {
      return OF_PROCESS;
    }

    /** What an answer comes to by these rules. */
    public AnswerGist of(QueryRules rules, Observation answer) {
      if (!(answer.rows() instanceof NamedRows rows)) {
        return gist(CanonicalAnswer.of(rules, answer));
      }
      // What is masked hangs on these names, and on nothing else that a host says of itself.
      Instance host = answer.instance();
      RowsName name =
          rows.name().under(answer.query(), host.instanceId(), host.hostname(), host.privateIp());
      Kept known = seen.find(name);
      if (known != null && known.rules().equals(rules)) {
        return new AnswerGist(
            known.name(),
            known.different(),
            known.facts(),
            () -> CanonicalAnswer.of(rules, answer));
      }
      CanonicalAnswer whole = CanonicalAnswer.of(rules, answer);
      AnswerGist gist = gist(whole);
      if (whole.hangsOnRowsAlone()) {
        seen.keep(name, new Kept(rules, gist.name(), gist.different(), gist.facts()));
      }
      return gist;
    }

    private static AnswerGist gist(CanonicalAnswer whole) {
      return new AnswerGist(whole.name(), whole.different(), whole.facts(), () -> whole);
    }
  }
}
