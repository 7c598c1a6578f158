import type { ListingChange } from '../../../domain/listing.ts';
import { showList } from '../../board/list-board.ts';
import { changeListings } from '../../facts/listing.ts';
import type { Change, StepContext } from '../stream-step.ts';

/** A list's row, and what its events say of its lines; the claims of a new list stand since its facts were loaded. */
export async function recordList<S extends { seq: number; phase: string }, E>(
  { tx, command }: StepContext,
  changes: readonly Change<S, E>[],
  listingsOf: (change: Change<S, E>) => readonly ListingChange[],
): Promise<void> {
  const last = changes.at(-1);
  if (last === undefined) return;
  await showList(tx, command, last.after, last.after.phase);
  const listings = changes.flatMap(listingsOf).filter(({ status }) => status !== 'claimed');
  await changeListings(tx, command.org, listings);
}
