import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ExportedEvent } from '../../audit/exported.ts';
import type { Reason } from '../../audit/trouble.ts';
import { verifyExport } from '../../audit/verify.ts';
import { verifyChain } from '../../audit/verify-chain.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { chance } from '../../infra/rehearsal/random.ts';
import type { TestDatabase } from '../builders/database.ts';
import {
  chained,
  type Exported,
  envelopeOf,
  hashOf,
  ORIGIN,
  putTogether,
  sealed,
  streamsOf,
  takeApart,
  withStream,
} from './forger.ts';
import { ledgerOfARun } from './ledger-of-a-run.ts';

const SEED = Number(process.env.SEED ?? randomInt(1_000_000));
const TRIALS = Number(process.env.TRIALS ?? 12);

let db: TestDatabase;
let twin: Exported;
let twinLines: string[];

beforeAll(async () => {
  const run = await ledgerOfARun(inject('clusterUrl'), 20210104, 900, 2);
  db = run.db;
  twin = takeApart(run.lines);
  twinLines = twin.events.map((row) => JSON.stringify(row));
}, 300_000);
afterAll(() => db?.close());

type Place = { rows: ExportedEvent[]; at: number; row: ExportedEvent; next: ExportedEvent | undefined };
type Found = { stream: string | null; seq: number | null; reason: Reason };

/** Somebody's hand at one place: the stream as it is afterwards, and what must be found, no more and no less. */
type Drill = {
  name: string;
  where: (place: Place) => boolean;
  tamper(place: Place, dice: () => number): { rows: ExportedEvent[]; found: Found[] };
};

const at = ({ row }: Place, reason: Reason): Found => ({ stream: row.stream, seq: row.seq, reason });
const notLast = ({ next }: Place) => next !== undefined;
const anywhere = () => true;
const inMiddle = ({ at: index, next }: Place) => index > 0 && next !== undefined;
const put = ({ rows, at: index }: Place, row: ExportedEvent) => rows.with(index, row);

/** Another text in the same row, its hash left as it was. */
function rewritten(name: string, change: (envelope: Envelope) => Envelope): Drill {
  return {
    name: `${name}, the hash left as it was`,
    where: anywhere,
    tamper: (place) => ({
      rows: put(place, { ...place.row, text: sealed(place.row, change(envelopeOf(place.row))).text }),
      found: [at(place, 'hash')],
    }),
  };
}

/** Another text with its own right hash: the next event still names the old one. */
function resealed(name: string, change: (envelope: Envelope) => Envelope): Drill {
  return {
    name: `${name}, and its own hash made anew`,
    where: notLast,
    tamper: (place) => ({
      rows: put(place, sealed(place.row, change(envelopeOf(place.row)))),
      found: [{ stream: place.row.stream, seq: place.row.seq + 1, reason: 'link' }],
    }),
  };
}

/** A text that no writer of this release makes, with the right hash: told for itself, wherever it stands. */
function strange(name: string, reason: Reason, text: (place: Place) => string): Drill {
  return {
    name,
    where: anywhere,
    tamper: (place) => {
      const changed = text(place);
      const links: Found[] =
        place.next === undefined ? [] : [{ stream: place.row.stream, seq: place.row.seq + 1, reason: 'link' }];
      return {
        rows: put(place, { ...place.row, text: changed, hash: hashOf(changed) }),
        found: [at(place, reason), ...links],
      };
    },
  };
}

const flipped = (text: string, index: number) =>
  `${text.slice(0, index)}${String.fromCharCode(text.charCodeAt(index) ^ 1)}${text.slice(index + 1)}`;
const otherActor = (envelope: Envelope) => ({ ...envelope, actor: `${envelope.actor}-2` });
const earlier = (envelope: Envelope) => ({
  ...envelope,
  at: envelope.at - 60_000,
  receivedAt: envelope.receivedAt - 60_000,
});

const DRILLS: readonly Drill[] = [
  {
    name: 'one bit of the text flipped',
    where: anywhere,
    tamper: (place, dice) => ({
      rows: put(place, { ...place.row, text: flipped(place.row.text, Math.floor(dice() * place.row.text.length)) }),
      found: [at(place, 'hash')],
    }),
  },
  {
    name: 'one bit of the hash flipped',
    where: anywhere,
    tamper: (place, dice) => ({
      rows: put(place, { ...place.row, hash: flipped(place.row.hash, Math.floor(dice() * 64)) }),
      found: [at(place, 'hash')],
    }),
  },
  rewritten('the link to the event before changed', (envelope) => ({
    ...envelope,
    prev: envelope.prev.replace(/^./, (first) => (first === '0' ? '1' : '0')),
  })),
  rewritten('the business time changed', earlier),
  rewritten('the actor changed', otherActor),
  rewritten('the number changed', (envelope) => ({ ...envelope, seq: envelope.seq + 1 })),
  resealed('the business time changed', earlier),
  resealed('the actor changed', otherActor),
  {
    name: 'the link changed, and its own hash made anew',
    where: notLast,
    tamper: (place) => ({
      rows: put(place, sealed(place.row, { ...envelopeOf(place.row), prev: 'f'.repeat(64) })),
      found: [at(place, 'link'), { stream: place.row.stream, seq: place.row.seq + 1, reason: 'link' }],
    }),
  },
  {
    name: 'the row’s number changed, the text left',
    where: ({ next }) => next === undefined,
    tamper: (place) => ({
      rows: put(place, { ...place.row, seq: place.row.seq + 7 }),
      found: [
        { ...at(place, 'differsFromRow'), seq: place.row.seq + 7 },
        { ...at(place, 'seq'), seq: place.row.seq + 7 },
      ],
    }),
  },
  {
    name: 'the row’s kind changed, the text left',
    where: anywhere,
    tamper: (place) => ({
      rows: put(place, { ...place.row, kind: 'AwardGranted2' }),
      found: [at(place, 'differsFromRow')],
    }),
  },
  {
    name: 'two events that changed places, row by row',
    where: notLast,
    tamper: (place) => {
      const [one, other] = [place.row, place.next ?? place.row];
      const text = (row: ExportedEvent, of: ExportedEvent) => ({
        ...row,
        text: of.text,
        hash: of.hash,
        kind: envelopeOf(of).kind,
      });
      const found = [at(place, 'differsFromRow'), { ...at(place, 'differsFromRow'), seq: one.seq + 1 }];
      const links = place.rows.length > place.at + 2 ? [{ ...at(place, 'link'), seq: one.seq + 2 }] : [];
      return {
        rows: place.rows.with(place.at, text(one, other)).with(place.at + 1, text(other, one)),
        found: [...found, ...links],
      };
    },
  },
  {
    name: 'two rows that changed places',
    where: notLast,
    tamper: (place) => {
      const rows = place.rows.with(place.at, place.next ?? place.row).with(place.at + 1, place.row);
      const after = rows.length > place.at + 2 ? [place.row.seq + 2] : [];
      return { rows, found: [place.row.seq + 1, place.row.seq, ...after].map((seq) => ({ ...at(place, 'seq'), seq })) };
    },
  },
  {
    name: 'an event that stands twice',
    where: anywhere,
    tamper: (place) => ({ rows: place.rows.toSpliced(place.at, 0, place.row), found: [at(place, 'seq')] }),
  },
  {
    name: 'the first event deleted',
    where: ({ at: index, next }) => index === 0 && next !== undefined,
    tamper: (place) => ({ rows: place.rows.slice(1), found: [{ ...at(place, 'seq'), seq: 2 }] }),
  },
  {
    name: 'an event of the middle deleted',
    where: inMiddle,
    tamper: (place) => ({
      rows: place.rows.toSpliced(place.at, 1),
      found: [{ ...at(place, 'seq'), seq: place.row.seq + 1 }],
    }),
  },
  {
    name: 'an event of the middle deleted, and the rows behind it numbered anew',
    where: inMiddle,
    tamper: (place) => {
      const rows = place.rows.toSpliced(place.at, 1).map((row, index) => ({ ...row, seq: index + 1 }));
      return {
        rows,
        found: rows.slice(place.at).map(({ stream, seq }) => ({ stream, seq, reason: 'differsFromRow' as const })),
      };
    },
  },
  {
    name: 'a forged event put between two, with the right link and hash',
    where: notLast,
    tamper: (place) => {
      const forged = sealed(place.row, {
        ...envelopeOf(place.row),
        seq: place.row.seq + 1,
        index: 0,
        commandId: '00000000-0000-4000-8000-00000000f04d',
        prev: place.row.hash,
      });
      return {
        rows: place.rows.toSpliced(place.at + 1, 0, forged),
        found: [{ ...at(place, 'seq'), seq: place.row.seq + 1 }],
      };
    },
  },
  {
    name: 'a chain hung on another stream, the texts left',
    where: ({ at: index }) => index === 0,
    tamper: (place) => {
      const rows = place.rows.map((row) => ({ ...row, stream: `${row.stream}0` }));
      return { rows, found: [...rows.map(({ stream, seq }) => ({ stream, seq, reason: 'differsFromRow' as const }))] };
    },
  },
  {
    name: 'a chain hung on another organisation, with every hash made anew but the first link',
    where: ({ at: index }) => index === 0,
    tamper: (place) => {
      const first = envelopeOf(place.row).prev;
      const moved = place.rows.map((row) => sealed(row, { ...envelopeOf(row), org: 'elsewhere' }));
      const rows = chained(moved).map((row, index) =>
        index === 0 ? sealed(row, { ...envelopeOf(row), prev: first }) : row,
      );
      const link = { stream: place.row.stream, reason: 'link' as const };
      return { rows, found: [{ ...link, seq: 1 }, ...(rows.length > 1 ? [{ ...link, seq: 2 }] : [])] };
    },
  },
  strange('members in another order', 'notCanonical', ({ row }) =>
    JSON.stringify(envelopeOf(row), Object.keys(envelopeOf(row)).sort().reverse()),
  ),
  strange('a space more', 'notCanonical', ({ row }) => row.text.replace('"seq":', '"seq": ')),
  strange('a number written otherwise', 'notCanonical', ({ row }) => row.text.replace(/"index":\d+/, '"index":0e0')),
  strange('a member that stands twice', 'notCanonical', ({ row }) =>
    row.text.replace('{"actingFor":', '{"actingFor":"x","actingFor":'),
  ),
  strange('a text that is not normalised', 'notCanonical', ({ row }) =>
    row.text.replace(/"actor":"/, '"actor":"e\u0301'),
  ),
  strange('a member too many', 'notAnEnvelope', ({ row }) => row.text.replace(/\}$/, ',"zeal":1}')),
  strange('a member too few', 'notAnEnvelope', ({ row }) => row.text.replace(/"actor":"[^"]*",/, '')),
  strange('a role that does not exist', 'notAnEnvelope', ({ row }) =>
    row.text.replace(/"role":"[^"]*"/, '"role":"king"'),
  ),
  strange('a version that is not known', 'unknownVersion', ({ row }) => row.text.replace(/"v":1\}$/, '"v":2}')),
  strange('no JSON at all', 'notCanonical', () => 'tampered'),
];

const rank = ({ stream, seq, reason }: Found) => `${stream} ${seq} ${reason}`;

describe(`tamper drills (seed ${SEED}, ${TRIALS} places each)`, () => {
  test('the untouched twin passes', async () => {
    expect(verifyChain(twinLines, ORIGIN)).toMatchObject({ ok: true, troubles: [], events: twin.events.length });
    const report = await verifyExport(putTogether(twin), { logOrigin: ORIGIN, withCommands: true });
    expect(report.troubles).toEqual({ count: 0, byReason: {}, first: [] });
  });

  test('the untouched twin passes with its streams mixed in any order', () => {
    const dice = diceOf('mixed', 0);
    const waiting = streamsOf(twin.events).map((rows) => [...rows]);
    const mixed: string[] = [];
    while (waiting.length > 0) {
      const place = Math.floor(dice() * waiting.length);
      const row = waiting[place]?.shift();
      if (row === undefined) waiting.splice(place, 1);
      else mixed.push(JSON.stringify(row));
    }
    expect(verifyChain(mixed, ORIGIN).troubles).toEqual([]);
  });

  test.each(DRILLS.map((drill) => [drill.name, drill] as const))(
    '%s: found at its place and for its reason',
    (name, { where, tamper }) => {
      for (let trial = 0; trial < TRIALS; trial += 1) {
        const dice = diceOf(name, trial);
        const place = placeFor(where, dice);
        const { rows, found } = tamper(place, dice);
        const tampered = withStream(near(place.rows), place.rows, rows).events.map((row) => JSON.stringify(row));
        const { troubles } = verifyChain(tampered, ORIGIN);
        const told = troubles.map(({ stream, seq, reason }) => rank({ stream, seq, reason }));
        expect(told.sort(), `seed ${SEED}, trial ${trial}: ${rank(at(place, 'hash'))}`).toEqual(found.map(rank).sort());
      }
    },
  );

  test('another installation’s name finds a wrong first link in every stream, and nothing else', () => {
    const { troubles } = verifyChain(twinLines, 'somewhere.else');
    expect(troubles.map(({ seq, reason }) => `${seq} ${reason}`)).toEqual(streamsOf(twin.events).map(() => '1 link'));
  });

  test('a line of random bytes, or a line cut short, is unreadable, and the rest is verified', () => {
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const index = Math.floor(chance(SEED, 'line', trial) * twinLines.length);
      const bytes = Buffer.from(
        Array.from({ length: 200 }, (_each, byte) => Math.floor(chance(SEED, 'byte', trial, byte) * 256)),
      );
      const rubbish = verifyChain(twinLines.toSpliced(index, 0, bytes.toString('latin1')), ORIGIN);
      expect(rubbish.troubles).toEqual([{ org: null, stream: null, seq: null, reason: 'unreadable', line: index + 1 }]);
      const cut = verifyChain([...twinLines.slice(0, index), twinLines[index]?.slice(0, -9) ?? ''], ORIGIN);
      expect(cut.troubles.map(({ reason, line }) => `${reason} ${line}`)).toEqual([`unreadable ${index + 1}`]);
    }
  });

  test('rubbish never makes the verifier throw, and is never accepted', async () => {
    for (let trial = 0; trial < 40 * TRIALS; trial += 1) {
      const dice = diceOf('fuzz', trial);
      const index = Math.floor(dice() * twinLines.length);
      const line = twinLines[index] ?? '';
      const place = Math.floor(dice() * line.length);
      const changed = `${line.slice(0, place)}${String.fromCharCode(Math.floor(dice() * 128))}${line.slice(place + Math.floor(dice() * 3))}`;
      if (saysTheSame(changed, line)) continue;
      const report = await verifyExport(twinLines.slice(Math.max(0, index - 40), index + 1).with(-1, changed), {
        logOrigin: ORIGIN,
        withCommands: false,
      });
      expect(report.troubles.count, `seed ${SEED}, trial ${trial}: ${changed}`).toBeGreaterThan(0);
    }
  });
});

describe('what the chain alone cannot find, and says so', () => {
  const longOne = () =>
    placeFor(
      ({ rows, at: index, next }) => rows.length > 4 && index === 2 && next !== undefined,
      () => 0.5,
    );

  test('a tail that was cut off: what is left is a whole chain; only its commands, or a head kept elsewhere, show it', async () => {
    const { rows } = longOne();
    const { commandId } = lastOf(rows);
    const cut = withStream(
      twin,
      rows,
      rows.filter((row) => envelopeOf(row).commandId !== commandId),
    );
    expect(
      verifyChain(
        cut.events.map((row) => JSON.stringify(row)),
        ORIGIN,
      ).ok,
    ).toBe(true);
    const report = await verifyExport(putTogether(cut), { logOrigin: ORIGIN, withCommands: true });
    expect(report.troubles.byReason).toMatchObject({ eventsMissing: 1 });
  });

  test('a whole stream that is missing: nothing points at it; only its commands, or a list kept elsewhere, show it', async () => {
    const { rows } = longOne();
    const without = withStream(twin, rows, []);
    expect(
      verifyChain(
        without.events.map((row) => JSON.stringify(row)),
        ORIGIN,
      ).ok,
    ).toBe(true);
    const report = await verifyExport(putTogether(without), { logOrigin: ORIGIN, withCommands: true });
    expect(report.troubles.byReason).toHaveProperty('eventsMissing');
  });

  test('a chain made anew from event k to its end: it is a right chain; only deciding again, or a head kept elsewhere, shows it', async () => {
    const { rows, at: index } = longOne();
    const forged = chained(
      rows.with(index, sealed(rows[index] ?? longOne().row, otherActor(envelopeOf(rows[index] ?? longOne().row)))),
    );
    const changed = withStream(twin, rows, forged);
    expect(
      verifyChain(
        changed.events.map((row) => JSON.stringify(row)),
        ORIGIN,
      ).ok,
    ).toBe(true);
    const report = await verifyExport(putTogether(changed), { logOrigin: ORIGIN, withCommands: true });
    expect(report.troubles.byReason).toHaveProperty('commandDiffers');
  });

  test('an event forged at the very end with the right link: nothing follows that could contradict it; only its missing command shows it', async () => {
    const { rows } = longOne();
    const last = envelopeOf(rows.at(-1) ?? longOne().row);
    const forged = sealed(rows.at(-1) ?? longOne().row, {
      ...last,
      seq: last.seq + 1,
      index: 0,
      commandId: '00000000-0000-4000-8000-00000000f04d',
      prev: rows.at(-1)?.hash ?? '',
    });
    const longer = withStream(twin, rows, [...rows, forged]);
    expect(
      verifyChain(
        longer.events.map((row) => JSON.stringify(row)),
        ORIGIN,
      ).ok,
    ).toBe(true);
    const report = await verifyExport(putTogether(longer), { logOrigin: ORIGIN, withCommands: true });
    expect(report.troubles.byReason).toHaveProperty('commandUnknown');
  });

  test('when a row was written: that is outside the hash', () => {
    const rows = twin.events.map((row) => JSON.stringify({ ...row, recordedAt: '1999-01-01T00:00:00Z' }));
    expect(verifyChain(rows, ORIGIN).ok).toBe(true);
  });
});

function diceOf(name: string, trial: number): () => number {
  let thrown = 0;
  return () => {
    thrown += 1;
    return chance(SEED, name, trial, thrown);
  };
}

/** The stream and a few others beside it, which must not be blamed. */
function near(rows: readonly ExportedEvent[]): Exported {
  const streams = streamsOf(twin.events);
  const at = streams.findIndex((each) => each[0] === rows[0]);
  const others = Array.from({ length: 9 }, (_each, index) => streams[(at + index) % streams.length] ?? []);
  return { events: others.flat(), commands: [] };
}

function placeFor(where: Drill['where'], dice: () => number): Place {
  const places = streamsOf(twin.events).flatMap((rows) =>
    rows.map((row, index) => ({ rows, at: index, row, next: rows[index + 1] })),
  );
  const fitting = places.filter(where);
  const place = fitting[Math.floor(dice() * fitting.length)];
  if (place === undefined) throw new Error('No such place in the run');
  return place;
}

function lastOf(rows: readonly ExportedEvent[]): Envelope {
  const last = rows.at(-1);
  if (last === undefined) throw new Error('A stream without events');
  return envelopeOf(last);
}

/** Only `recordedAt`, which is outside the hash, or the spelling of the line itself was touched. */
function saysTheSame(line: string, original: string): boolean {
  try {
    const [one, other] = [JSON.parse(line), JSON.parse(original)];
    const named = ['org', 'stream', 'seq', 'kind', 'hash', 'text'];
    return (
      JSON.stringify(one, named) === JSON.stringify(other, named) ||
      (!('kind' in one) && JSON.stringify({ ...one, kind: other.kind }, named) === JSON.stringify(other, named))
    );
  } catch {
    return false;
  }
}
