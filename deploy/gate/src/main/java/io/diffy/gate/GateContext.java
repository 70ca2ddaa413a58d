package io.diffy.gate;

import io.diffy.schemas.Baseline;
import io.diffy.schemas.ExceptionRule;
import java.util.List;

/**
 * What is known before a gate looks at anything fresh.
 *
 * @param baselines of clean instances
 * @param exceptions what people accepted
 */
public record GateContext(List<Baseline> baselines, List<ExceptionRule> exceptions) {}
