import type { StoredEvent } from '../ledger/read-stream.ts';
import type { Known } from './opened-stream.ts';

/** Temporal refuses an answer of more than 2 MiB and warns from 512 KiB; in it each text stands as a JSON string beside other things. */
export const MOST_TOLD_BYTES = 480_000;

/** `events`: canonical texts. `head`: the last of them, or the stream's own. `more`: there are later ones to ask for. */
export type Told = { events: string[]; head: Known; more?: true };

/** Of these events, the last of which is the head, as many as an answer holds; one at least, or nobody would get on. */
export function told(events: readonly StoredEvent[], head: Known): Told {
  const fitting = events.slice(0, howManyFit(events));
  const last = fitting.at(-1);
  const texts = fitting.map(({ text }) => text);
  if (last === undefined || fitting.length === events.length) return { events: texts, head };
  return { events: texts, head: { seq: last.seq, hash: last.hash }, more: true };
}

function howManyFit(events: readonly StoredEvent[]): number {
  let bytes = 0;
  const tooMuch = events.findIndex(({ text }, index) => {
    bytes += Buffer.byteLength(JSON.stringify(text));
    return index > 0 && bytes > MOST_TOLD_BYTES;
  });
  return tooMuch === -1 ? events.length : tooMuch;
}
