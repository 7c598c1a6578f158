import { kindOf } from '../../domain/stream.ts';
import type { StreamStep } from './stream-step.ts';
import { DECISION_STEP } from './streams/decision-step.ts';
import { OFFICE_STEP } from './streams/office-step.ts';
import { PROPOSAL_STEP } from './streams/proposal-step.ts';
import { RECEIPT_STEP } from './streams/receipt-step.ts';
import { SESSION_STEP } from './streams/session-step.ts';
import { SUBMISSION_STEP } from './streams/submission-step.ts';
import { UNIT_ROUND_STEP } from './streams/unit-round-step.ts';
import { YEAR_STEP } from './streams/year-step.ts';

/** Something done with a stream's step, whatever its types are. */
export type WithStep<R> = {
  run<S, C extends { kind: string }, E extends { kind: string }, F>(step: StreamStep<S, C, E, F>): R;
};

export function stepFor<R>(stream: string, use: WithStep<R>): R {
  switch (kindOf(stream)) {
    case 'proposal':
      return use.run(PROPOSAL_STEP);
    case 'year':
      return use.run(YEAR_STEP);
    case 'session':
      return use.run(SESSION_STEP);
    case 'decision':
      return use.run(DECISION_STEP);
    case 'submission':
      return use.run(SUBMISSION_STEP);
    case 'receipt':
      return use.run(RECEIPT_STEP);
    case 'unitRound':
      return use.run(UNIT_ROUND_STEP);
    case 'office':
      return use.run(OFFICE_STEP);
  }
}
