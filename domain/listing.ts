import { type Decision, refuse } from './refusal.ts';

/** The three lists that can hold a proposal; each kind holds it at most once at a time. */
export type ListKind = 'session' | 'decision' | 'submission';

/**
 * The row that ties a proposal to a list. `claimed` when the list is drawn up, `listed` when the proposal has taken
 * note, `signed` when the list is signed and never lets go, `void` when the line is struck or the proposal has moved.
 * A unique key on (proposal, kind) decides every race; the list and the proposal each lock only this row.
 */
export type ListingStatus = 'claimed' | 'listed' | 'signed' | 'void';

/** What an event does to such a row, as data that the step executes in its own transaction. */
export type ListingChange = { proposal: string; kind: ListKind; list: string; status: ListingStatus };

/** What a list reads of a proposal that it wants to hold. */
export type LineFact = {
  proposal: string;
  state: string;
  stageKind: string | null;
  title: string;
  /** The list that holds it already, or null. */
  heldBy: string | null;
  appraisedBy: string | null;
  /** Status of this list's own row, once drawn up. */
  status: ListingStatus | null;
  /** A held case is on no list that is drawn up or signed (row 21); absent in what was recorded before cases were held. */
  heldSince?: number | null;
  /** The day from which it may have been before its council; only a session asks, and none asked in what is older. */
  reachedOn?: string | null;
};

/** A list has thousands of lines: they are looked up and never searched for. */
export function lineByProposal<L extends { proposal: string }>(lines: readonly L[]): ReadonlyMap<string, L> {
  return new Map(lines.map((line) => [line.proposal, line]));
}

export function notAmong(known: { has(proposal: string): boolean }, proposals: readonly string[]): string[] {
  return proposals.filter((proposal) => !known.has(proposal));
}

/** What is named before in the list, each time that it is. */
export function repeatedIn(proposals: readonly string[]): string[] {
  const seen = new Set<string>();
  return proposals.filter((proposal) => seen.size === seen.add(proposal).size);
}

/** A list is signed whole: the lines that have not taken note of it, no longer qualify, or are held; and why. */
export function notReadyToSign(
  lines: readonly { line: number; proposal: string }[],
  found: readonly LineFact[],
): { line: number; proposal: string; heldSince?: number }[] {
  const facts = lineByProposal(found);
  return lines.flatMap(({ line, proposal }) => {
    const fact = facts.get(proposal);
    const ready = fact?.status === 'listed' && !isHeld(fact);
    return ready ? [] : [{ line, proposal, ...whyHeld(fact) }];
  });
}

function isHeld({ heldSince = null }: LineFact): boolean {
  return heldSince !== null;
}

function whyHeld(fact: LineFact | undefined): { heldSince?: number } {
  const heldSince = fact?.heldSince ?? null;
  return heldSince === null ? {} : { heldSince };
}

/** Every line of a list must be ready and free; the refusal names all that are not. */
export function refuseLines(
  lines: readonly LineFact[],
  asked: readonly string[],
  ready: (line: LineFact) => boolean,
): Decision<never> | null {
  const unknown = notAmong(lineByProposal(lines), asked);
  const repeated = repeatedIn(asked);
  if (unknown.length > 0 || repeated.length > 0) return refuse('LINE_UNKNOWN', 'lists', { unknown, repeated });
  const held = lines.filter((line) => line.heldBy !== null);
  if (held.length > 0)
    return refuse('LINE_ALREADY_LISTED', 'lists', {
      lines: held.map((line) => ({ proposal: line.proposal, heldBy: line.heldBy })),
    });
  const notReady = lines.filter((line) => !ready(line) || isHeld(line));
  if (notReady.length > 0)
    return refuse('LINE_NOT_READY', 'lists', {
      lines: notReady.map((line) => ({ proposal: line.proposal, state: line.state, ...whyHeld(line) })),
    });
  return null;
}
