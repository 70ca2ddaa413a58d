package io.diffy.schemas.fuzz;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A test class whose parsers are given damaged inputs: the same few thousand in every build, by
 * {@link Fuzz}, and good ones that double, by {@link Doubling}; and for as long as somebody wants
 * by {@code deploy/fuzz/run}, which finds the classes by their names, {@code Fuzzed…Test}.
 */
public interface Fuzzed {

  /** The parsers, with names that are used once in the project. */
  Stream<FuzzTarget> targets() throws Exception;

  /** Whole programs take their time before they see a byte. */
  int FEWEST_ROUNDS = 100;

  /** Each parser takes about twice as long for an input that is twice as long. */
  @TestFactory
  default Stream<DynamicTest> twiceTheInputIsTwiceTheWork() throws Exception {
    return targets()
        .filter(target -> target.rounds() >= FEWEST_ROUNDS)
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> Doubling.check(target)));
  }

  /** Each parser reads or refuses every damaged input. */
  @TestFactory
  default Stream<DynamicTest> damagedInputsAreReadOrRefused() throws Exception {
    return targets()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> Fuzz.attack(target)));
  }
}
