package io.diffy.processor;

import io.diffy.processor.step.EvaluationEvent;
import io.diffy.processor.step.IntakeEvent;
import io.diffy.processor.step.SnapshotEvent;
import io.diffy.processor.step.StepName;
import io.diffy.schemas.AuditEntry;
import io.diffy.schemas.Control;
import io.diffy.schemas.Evaluation;

/**
 * The names of all steps and what each takes. Running installations know them: see expected.txt.
 */
final class Steps {
  static final StepName<Void, Void> CONSUME_OBSERVATIONS = new StepName<>("consume-observations");
  static final StepName<Void, Void> CONSUME_REROUTED = new StepName<>("consume-rerouted");
  static final StepName<Void, Void> CONSUME_BASELINES = new StepName<>("consume-baselines");
  static final StepName<Void, Void> CONSUME_EXCEPTIONS = new StepName<>("consume-exceptions");
  static final StepName<Void, Void> CONSUME_CONTROL = new StepName<>("consume-control");

  static final StepName<byte[], byte[]> READ_OBSERVATIONS = new StepName<>("read-observations");
  static final StepName<byte[], byte[]> READ_CONTROL = new StepName<>("read-control");
  static final StepName<byte[], byte[]> KEEP_BASELINES = new StepName<>("keep-baselines");
  static final StepName<byte[], byte[]> KEEP_EXCEPTIONS = new StepName<>("keep-exceptions");
  static final StepName<String, IntakeEvent> ASSEMBLE_SNAPSHOTS =
      new StepName<>("assemble-snapshots");
  static final StepName<String, SnapshotEvent> JUDGE_GROUPS = new StepName<>("judge-groups");
  static final StepName<String, EvaluationEvent> TRACK_FINDINGS = new StepName<>("track-findings");

  static final StepName<byte[], byte[]> REROUTE_OBSERVATIONS =
      new StepName<>("reroute-observations");
  static final StepName<byte[], byte[]> PRODUCE_DEAD_LETTERS =
      new StepName<>("produce-dead-letters");
  static final StepName<String, AuditEntry> PRODUCE_AUDIT = new StepName<>("produce-audit");
  static final StepName<String, Control> PRODUCE_TICKS = new StepName<>("produce-ticks");
  static final StepName<byte[], byte[]> PRODUCE_FINDINGS = new StepName<>("produce-findings");
  static final StepName<byte[], byte[]> PRODUCE_FINDINGS_STATE =
      new StepName<>("produce-findings-state");
  static final StepName<String, Evaluation> PRODUCE_EVALUATIONS =
      new StepName<>("produce-evaluations");

  private Steps() {}
}
