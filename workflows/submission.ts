import { SUBMISSION, type SubmissionEvent, type SubmissionState } from '../domain/submission/submission.ts';
import { openLife } from './life.ts';
import type { StreamInput } from './messages.ts';

/** A submission: a batch with its cover letter, this level's own until it is sent; then the level above has its copy. */
export async function submissionWorkflow(input: StreamInput): Promise<void> {
  const life = await openLife<SubmissionState, SubmissionEvent>(input, {
    initial: SUBMISSION.initial,
    evolve: SUBMISSION.evolve,
    due: () => null,
  });
  do {
    await life.until(({ phase }) => phase !== 'drafted');
  } while (!(await life.settled()));
}
