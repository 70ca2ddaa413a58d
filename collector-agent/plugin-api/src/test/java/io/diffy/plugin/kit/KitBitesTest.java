package io.diffy.plugin.kit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.diffy.plugin.AnalysisPlugin;
import io.diffy.plugin.CollectionPlugin;
import io.diffy.plugin.Dataset;
import io.diffy.plugin.InstanceOutcome;
import io.diffy.plugin.InstanceResult;
import io.diffy.plugin.PersistencePlugin;
import io.diffy.plugin.PluginContext;
import io.diffy.plugin.PluginInfo;
import io.diffy.plugin.PluginKind;
import io.diffy.plugin.Sink;
import io.diffy.plugin.SinkHabits;
import io.diffy.plugin.SinkPlugin;
import io.diffy.plugin.SinkRecord;
import io.diffy.plugin.Target;
import io.diffy.plugin.TargetPlugin;
import io.diffy.schemas.Baseline;
import io.diffy.schemas.Finding;
import io.diffy.schemas.Instance;
import io.diffy.schemas.Observation;
import io.diffy.schemas.TestFindings;
import io.diffy.schemas.TestObservations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A contract that lets anything pass proves nothing: each must catch a culprit. */
class KitBitesTest {
  @TempDir Path folder;

  @Test
  void aStoreThatJoinsKeysMixesThemUp() {
    PersistencePluginContract contract =
        new PersistencePluginContract() {
          @Override
          protected PersistencePlugin plugin() {
            return new JoinedKeys();
          }
        };
    contract.folder = folder;

    assertDoesNotThrow(contract::givesBackTheBytesThatWereSaved);
    assertFails(contract::whatWasNeverSavedIsNotThere);
    assertFails(contract::noKeyHurtsAnother);
    assertFails(contract::theServiceLoaderCanMakeIt);
  }

  @Test
  void aTargetPluginThatNamesAnInstanceTwice() {
    TargetPluginContract contract =
        new TargetPluginContract() {
          @Override
          protected TargetPlugin plugin() {
            return new Twice();
          }

          @Override
          protected TargetPlugin.Query known() {
            return new TargetPlugin.Query("web", "", "");
          }

          @Override
          protected TargetPlugin.Query unknown() {
            return new TargetPlugin.Query("batch", "", "");
          }
        };
    contract.folder = folder;

    assertDoesNotThrow(contract::findsTheSameAgain);
    assertFails(contract::findsEachInstanceOnceInTheOrderOfTheirIds);
    assertFails(contract::whatIsNotThereIsAFailureWithASentence);
  }

  @Test
  void aCollectionThatForgetsWhoWasSkippedAndTellsSecrets() {
    CollectionPluginContract contract =
        new CollectionPluginContract() {
          @Override
          protected CollectionPlugin plugin() {
            return new Forgetful();
          }

          @Override
          protected List<Target> targets() {
            Instance gone = Instance.named("web", "i-gone");
            return List.of(
                new Target(gone, "", "it is gone"), Target.of(Instance.named("web", "i-here"), ""));
          }
        };
    contract.folder = folder;

    assertFails(contract::everyTargetHasExactlyOneResultInTheOrderOfTheirIds);
    assertFails(contract::askedToStopItStopsAndStillSaysWhatBecameOfEach);
    assertFails(contract::aPlanSendsNothingAndShowsNoSecret);
  }

  @Test
  void anAnalysisThatGoesByTheOrderOfAnswers() {
    AnalysisPluginContract contract =
        new AnalysisPluginContract() {
          @Override
          protected AnalysisPlugin plugin() {
            return new FirstIsOdd();
          }

          @Override
          protected AnalysisPlugin.Case odd() {
            return new AnalysisPlugin.Case(
                List.of(
                    TestObservations.rogueCron(
                        TestObservations.instance(1), TestObservations.THREE_AM),
                    TestObservations.cleanCron(
                        TestObservations.instance(2), TestObservations.THREE_AM)),
                List.<Baseline>of(),
                (answers, baselines) -> List.of());
          }
        };
    contract.folder = folder;

    assertDoesNotThrow(contract::findsSomethingInAnOddGroup);
    assertDoesNotThrow(contract::whereNobodyAnsweredNothingIsFound);
    assertFails(contract::theOrderOfAnswersDoesNotMatter);
  }

  @Test
  void aSinkThatOnlyAddsAndTearsDownTwice() {
    Adding sink = new Adding();
    SinkPluginContract contract =
        new SinkPluginContract() {
          @Override
          protected SinkPlugin plugin() {
            return sink;
          }

          @Override
          protected Collection<String> kept(Dataset dataset) {
            return sink.lines;
          }
        };
    contract.folder = folder;

    assertDoesNotThrow(contract::nothingToDeliverIsNoFailure);
    assertDoesNotThrow(contract::whatItTakesIsKept);
    assertFails(contract::itsHabitsAreTheSameAtEveryCall);
    assertFails(contract::deliveredTwiceLeavesWhatDeliveredOnceLeaves);
    assertFails(() -> contract.cutDifferentlyTheSecondTimeLeavesTheSame(2));
    assertFails(contract::aLongerSecondDeliveryTakesThePlaceOfAShorterFirst);
    assertFails(contract::whatNobodyCheckedIsRefusedOrKeptAndHurtsNoOther);
    assertFails(contract::closingTwiceIsClosingOnce);
  }

  private static void assertFails(Executable test) {
    assertThrows(AssertionError.class, test);
  }

  private static PluginInfo info(PluginKind kind) {
    return new PluginInfo(kind, "culprit", "Culprit", "1", "nobody", "Breaks its contract.");
  }

  private static final class JoinedKeys implements PersistencePlugin {
    private final Map<String, byte[]> documents = new TreeMap<>();

    @Override
    public PluginInfo info() {
      return KitBitesTest.info(PluginKind.PERSISTENCE);
    }

    @Override
    public void save(Shelf shelf, List<String> key, byte[] document, PluginContext context) {
      documents.put(String.join("", key), document);
    }

    @Override
    public Optional<byte[]> get(Shelf shelf, List<String> key, PluginContext context) {
      return Optional.ofNullable(documents.get(String.join("", key)));
    }

    @Override
    public void getAll(
        Shelf shelf,
        List<String> prefix,
        BiConsumer<List<String>, byte[]> each,
        PluginContext context) {
      documents.forEach((key, document) -> each.accept(List.of(key), document));
    }
  }

  private static final class Twice implements TargetPlugin {
    @Override
    public PluginInfo info() {
      return KitBitesTest.info(PluginKind.TARGET);
    }

    @Override
    public List<Target> find(Query query, PluginContext context) {
      Target target = Target.of(Instance.named("web", "i-1"), "");
      return List.of(target, target);
    }
  }

  private static final class Forgetful implements CollectionPlugin {
    @Override
    public PluginInfo info() {
      return KitBitesTest.info(PluginKind.COLLECTION);
    }

    @Override
    public List<InstanceResult> collect(Order order, Listener listener, PluginContext context) {
      return order.targets().stream()
          .filter(Target::collectable)
          .map(target -> InstanceResult.without(target, InstanceOutcome.SUCCESS, ""))
          .toList();
    }

    @Override
    public List<String> plan(Order order, PluginContext context) {
      return List.of(order.payload().script());
    }
  }

  private static final class FirstIsOdd implements AnalysisPlugin {
    @Override
    public PluginInfo info() {
      return KitBitesTest.info(PluginKind.ANALYSIS);
    }

    @Override
    public List<Finding> analyse(Case given, PluginContext context) {
      List<Observation> answers = given.answers();
      boolean odd =
          !answers.isEmpty() && answers.get(0).rows().contains(TestObservations.ROGUE_CRON);
      return odd ? List.of(TestFindings.DROPPER_ON_THREE) : List.of();
    }
  }

  /** Also refuses with the host's own words. */
  private static final class Adding implements SinkPlugin {
    private final List<String> lines = new ArrayList<>();
    private int asked;

    @Override
    public PluginInfo info() {
      return KitBitesTest.info(PluginKind.SINK);
    }

    @Override
    public SinkHabits habits() {
      return new SinkHabits(Set.of(Dataset.FINDINGS), ++asked, 1_000, Duration.ZERO, true);
    }

    @Override
    public Sink open(Dataset dataset, PluginContext context) {
      return new Sink() {
        private boolean closed;

        @Override
        public List<Refused> deliver(List<SinkRecord> records) {
          List<Refused> refused = new ArrayList<>();
          for (SinkRecord record : records) {
            String line = new String(record.value(), StandardCharsets.UTF_8);
            if (line.startsWith("{")) {
              lines.add(line);
            } else {
              refused.add(new Refused(record, line));
            }
          }
          return refused;
        }

        @Override
        public void close() {
          if (closed) {
            throw new IllegalStateException("closed already");
          }
          closed = true;
        }
      };
    }
  }
}
