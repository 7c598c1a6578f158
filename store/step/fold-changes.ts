import { recordedIn } from '../../domain/stream.ts';
import type { Change, StreamStep } from './stream-step.ts';

/** These texts, whole commands of one stream, as events with the states around each. */
export function foldChanges<S, C extends { kind: string }, E extends { kind: string }, F>(
  step: StreamStep<S, C, E, F>,
  before: S,
  texts: readonly string[],
): Change<S, E>[] {
  const changes: Change<S, E>[] = [];
  for (const event of recordedIn<E>(texts)) {
    const state = changes.at(-1)?.after ?? before;
    changes.push({ before: state, after: step.stream.evolve(state, event), event });
  }
  return changes;
}
