package io.diffy.processor.step;

import io.diffy.rules.evaluation.GroupEvaluationCompleted;
import io.diffy.rules.evaluation.QueryEvaluation;
import io.diffy.rules.exception.ExceptionsInForce;

/** What was evaluated of a group, with the exceptions that were in force then. */
public sealed interface EvaluationEvent {

  /** One query of it. */
  record OfQuery(QueryEvaluation evaluation, ExceptionsInForce accepted)
      implements EvaluationEvent {}

  /** All of its queries that belong to one moment were. */
  record OfGroup(GroupEvaluationCompleted completed, ExceptionsInForce accepted)
      implements EvaluationEvent {}
}
