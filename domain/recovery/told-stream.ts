import type { Envelope } from '../ledger/envelope.ts';

/** What the runs of one workflow were told of its stream. Texts by seq; `whole` up to which each answer was complete. */
export type ToldStream = {
  org: string;
  stream: string;
  texts: ReadonlyMap<number, string>;
  whole: number;
  /** Seqs at which two runs were told different texts. */
  forks: readonly number[];
};

/** An event that histories hold and the ledger does not. */
export type LostEvent = { envelope: Envelope; text: string; hash: string };

/** All events of one command: they come back together or not at all. */
export type LostCommand = { org: string; stream: string; events: readonly [LostEvent, ...LostEvent[]] };

/**
 * `lost`: what the ledger lacks, in its order. `fork`: the ledger went on in another way from `seq`. `broken`: what was
 * told is no chain of this ledger at `seq`. `cut`: more was told than can be shown to be whole, after `seq`.
 */
export type Compared =
  | { status: 'lost'; commands: readonly LostCommand[] }
  | { status: 'fork' | 'broken' | 'cut'; seq: number; commands: readonly LostCommand[] };

export type Hashing = {
  /** The canonical text of an envelope; null of what is none. */
  canonical(envelope: Envelope): string | null;
  hash(text: string): string;
  firstLink(org: string, stream: string): string;
};

/** Compares what a workflow was told with the hashes of the ledger's events, seq 1 first; every link is verified. */
export function compareTold(told: ToldStream, ledger: readonly string[], hashing: Hashing): Compared {
  const events: LostEvent[] = [];
  let prev = hashing.firstLink(told.org, told.stream);
  for (let seq = 1; seq <= told.whole; seq += 1) {
    if (told.forks.includes(seq)) return { status: 'fork', seq, commands: [] };
    const event = read(told, seq, prev, hashing);
    if (event === null) return { status: 'broken', seq, commands: [] };
    const recorded = ledger[seq - 1];
    if (recorded === undefined) events.push(event);
    else if (recorded !== event.hash) return { status: 'fork', seq, commands: [] };
    prev = event.hash;
  }
  const commands = byCommand(told, events);
  const cut = Math.max(0, ...told.texts.keys()) > Math.max(told.whole, ledger.length);
  return cut ? { status: 'cut', seq: told.whole, commands } : { status: 'lost', commands };
}

function read({ org, stream, texts }: ToldStream, seq: number, prev: string, hashing: Hashing): LostEvent | null {
  const text = texts.get(seq);
  const envelope = text === undefined ? null : envelopeIn(text);
  if (text === undefined || envelope === null) return null;
  const inPlace = envelope.org === org && envelope.stream === stream && envelope.seq === seq && envelope.prev === prev;
  return inPlace && hashing.canonical(envelope) === text ? { envelope, text, hash: hashing.hash(text) } : null;
}

function envelopeIn(text: string): Envelope | null {
  try {
    // Whether it is one is seen at its place in the chain and by its canonical form.
    return JSON.parse(text) as Envelope | null;
  } catch {
    return null;
  }
}

function byCommand({ org, stream }: ToldStream, events: readonly LostEvent[]): LostCommand[] {
  const commands: { org: string; stream: string; events: [LostEvent, ...LostEvent[]] }[] = [];
  for (const event of events) {
    const last = commands.at(-1);
    if (last?.events[0].envelope.commandId === event.envelope.commandId) last.events.push(event);
    else commands.push({ org, stream, events: [event] });
  }
  return commands;
}
