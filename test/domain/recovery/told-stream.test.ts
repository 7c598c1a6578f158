import { expect, test } from 'vitest';
import type { Envelope } from '../../../domain/ledger/envelope.ts';
import { inOrder } from '../../../domain/recovery/order.ts';
import { compareTold, type LostCommand, type ToldStream } from '../../../domain/recovery/told-stream.ts';
import { canonicalEvent, eventHash, firstLink } from '../../../store/hash.ts';
import { hashingOf } from '../../../store/recovery/ledger-hashes.ts';

const ORIGIN = 'test';
const hashing = hashingOf(ORIGIN);

type Written = { seq: number; text: string; hash: string };

/** A chain in which each command has so many events. */
function chain(stream: string, commands: readonly number[], change: Partial<Envelope> = {}): Written[] {
  const written: Written[] = [];
  for (const [command, events] of commands.entries())
    for (let index = 0; index < events; index += 1) {
      const prev = written.at(-1)?.hash ?? firstLink(ORIGIN, 'o', stream);
      const envelope: Envelope = {
        ...PLAIN,
        ...change,
        stream,
        seq: written.length + 1,
        commandId: `${stream} ${command}`,
        index,
        prev,
      };
      const text = canonicalEvent(envelope);
      written.push({ seq: envelope.seq, text, hash: eventHash(text) });
    }
  return written;
}

const PLAIN: Envelope = {
  v: 1,
  org: 'o',
  stream: '',
  seq: 0,
  kind: 'Any',
  commandId: '',
  index: 0,
  cause: null,
  revision: 1,
  actor: 'a',
  role: 'unitClerk',
  actorOrg: 'o',
  actingFor: null,
  receivedAt: 1,
  at: 1,
  planVersion: null,
  rulePack: null,
  basis: null,
  facts: null,
  body: {},
  prev: '',
};

function told(stream: string, events: readonly Written[], change: Partial<ToldStream> = {}): ToldStream {
  const texts = new Map(events.map(({ seq, text }) => [seq, text]));
  return { org: 'o', stream, texts, whole: events.length, forks: [], ...change };
}

const hashes = (events: readonly Written[]) => events.map(({ hash }) => hash);
const seqs = (commands: readonly LostCommand[]) =>
  commands.map(({ events }) => events.map(({ envelope }) => envelope.seq));

test('what the ledger lacks is lost command by command, and a ledger that has more lacks nothing', () => {
  const events = chain('p/1', [1, 2, 1]);
  const compared = compareTold(told('p/1', events), hashes(events).slice(0, 1), hashing);
  expect([compared.status, seqs(compared.commands)]).toEqual(['lost', [[2, 3], [4]]]);
  expect(compareTold(told('p/1', events.slice(0, 3)), hashes(events), hashing)).toEqual({
    status: 'lost',
    commands: [],
  });
});

test('another event in the ledger or in another run is a fork, and nothing behind it comes back', () => {
  const [events, other] = [chain('p/1', [1, 1, 1]), chain('p/1', [1, 1], { actor: 'b' })];
  const ledger = [...hashes(events).slice(0, 1), ...hashes(other).slice(1)];
  expect(compareTold(told('p/1', events), ledger, hashing)).toEqual({ status: 'fork', seq: 2, commands: [] });
  expect(compareTold(told('p/1', events, { forks: [3] }), [], hashing)).toEqual({
    status: 'fork',
    seq: 3,
    commands: [],
  });
});

test('what is no chain of this ledger never comes back: a changed text, a gap, another stream or installation', () => {
  const events = chain('p/1', [1, 1, 1]);
  const broken = { status: 'broken', commands: [] };
  const changed = events.map((event) =>
    event.seq === 2 ? { ...event, text: event.text.replace('"a"', '"b"') } : event,
  );
  const spaced = events.map((event) => (event.seq === 2 ? { ...event, text: ` ${event.text}` } : event));
  for (const texts of [changed, spaced, events.filter(({ seq }) => seq !== 2)])
    expect(compareTold(told('p/1', texts, { whole: 3 }), hashes(events).slice(0, 1), hashing)).toMatchObject(broken);
  expect(compareTold(told('p/2', events), [], hashing)).toMatchObject({ ...broken, seq: 1 });
  expect(compareTold(told('p/1', events), [], hashingOf('another'))).toMatchObject({ ...broken, seq: 1 });
});

test('a page that was cut within a command is told, and only what is whole comes back', () => {
  const events = chain('p/1', [1, 3]);
  const compared = compareTold(told('p/1', events.slice(0, 3), { whole: 1 }), [], hashing);
  expect([compared.status, seqs(compared.commands)]).toEqual(['cut', [[1]]]);
});

test('causes come before what they caused, and else what was received first comes first', () => {
  const command = (stream: string, receivedAt: number, cause: Envelope['cause']): LostCommand => ({
    org: 'o',
    stream,
    events: [{ envelope: { ...PLAIN, stream, seq: 1, receivedAt, cause }, text: '', hash: '' }],
  });
  const list = command('z', 5, null);
  const line = command('a', 5, { stream: 'z', seq: 1 });
  const first = command('m', 3, null);
  expect(inOrder([line, list, first]).map(({ stream }) => stream)).toEqual(['m', 'z', 'a']);
});
