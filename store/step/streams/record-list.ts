import type { ListingChange, ListingStatus, ListKind } from '../../../domain/listing.ts';
import { showList } from '../../board/list-board.ts';
import { changeListings, claimLines, holdsAll } from '../../facts/listing.ts';
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

/**
 * For a list's event that comes back: claims the lines of a new list, and signs only what has taken note of it, so that
 * these rows pass through what they passed through before.
 */
export async function retakeLines(
  { tx, command }: Pick<StepContext, 'tx' | 'command'>,
  kind: ListKind,
  listings: readonly ListingChange[],
): Promise<boolean> {
  const having = (status: ListingStatus) =>
    listings.filter((each) => each.status === status).map(({ proposal }) => proposal);
  const [claimed, signed] = [having('claimed'), having('signed')];
  if (claimed.length > 0) await claimLines(tx, command.org, kind, command.stream, claimed);
  return (
    (await holdsAll(tx, command.org, command.stream, claimed, ['claimed'])) &&
    (await holdsAll(tx, command.org, command.stream, signed, ['listed']))
  );
}
