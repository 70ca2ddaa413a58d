package io.diffy.processor;

import io.diffy.processor.step.EvaluationEvent;
import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.Step;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;

/**
 * The names of all steps and what each takes. Running installations know them: see expected.txt.
 */
final class Steps {
  static final Step<Void, Void> CONSUME_OBSERVATIONS = new Step<>("consume-observations");
  static final Step<Void, Void> CONSUME_REROUTED = new Step<>("consume-rerouted");
  static final Step<Void, Void> CONSUME_BASELINES = new Step<>("consume-baselines");
  static final Step<Void, Void> CONSUME_EXCEPTIONS = new Step<>("consume-exceptions");
  static final Step<Void, Void> CONSUME_CONTROL = new Step<>("consume-control");

  static final Step<byte[], byte[]> READ_OBSERVATIONS = new Step<>("read-observations");
  static final Step<byte[], byte[]> READ_CONTROL = new Step<>("read-control");
  static final Step<byte[], byte[]> KEEP_BASELINES = new Step<>("keep-baselines");
  static final Step<byte[], byte[]> KEEP_EXCEPTIONS = new Step<>("keep-exceptions");
  static final Step<String, IntakeEvent> ASSEMBLE_SNAPSHOTS = new Step<>("assemble-snapshots");
  static final Step<String, SnapshotEvent> JUDGE_GROUPS = new Step<>("judge-groups");
  static final Step<String, EvaluationEvent> TRACK_FINDINGS = new Step<>("track-findings");

  static final Step<byte[], byte[]> REROUTE_OBSERVATIONS = new Step<>("reroute-observations");
  static final Step<byte[], byte[]> PRODUCE_DEAD_LETTERS = new Step<>("produce-dead-letters");
  static final Step<String, AuditEntry> PRODUCE_AUDIT = new Step<>("produce-audit");
  static final Step<String, Control> PRODUCE_TICKS = new Step<>("produce-ticks");
  static final Step<byte[], byte[]> PRODUCE_FINDINGS = new Step<>("produce-findings");
  static final Step<byte[], byte[]> PRODUCE_FINDINGS_STATE = new Step<>("produce-findings-state");
  static final Step<String, Evaluation> PRODUCE_EVALUATIONS = new Step<>("produce-evaluations");

  private Steps() {}
}
