package io.diffy.benchmarks;

import io.diffy.simulator.Simulation;
import java.util.Map;
import java.util.function.Consumer;

/** A way of finding compromised hosts. */
interface Method {
  String name();

  /**
   * Judges a simulated fleet. Nothing of its truth may be used but who is surely clean.
   *
   * @param claims takes each claim, in the order in which they are made
   * @return how suspicious each accused instance is in the end: the higher, the more
   */
  Map<String, Double> judge(Simulation simulation, Consumer<HostClaim> claims);
}
