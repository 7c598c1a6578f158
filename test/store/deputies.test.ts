import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { endOfDay, startOfDay } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import type { PersonRole } from '../../domain/roles.ts';
import type { Actor } from '../../domain/stream.ts';
import { keepPerson } from '../../store/desk/people.ts';
import { broughtBack } from '../../store/facts/brought-back.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { asOwner } from '../builders/as-owner.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, bring, draft, engage, ORG, openOffice, person, receive, UNIT } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { START } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const DOCUMENT = { number: '9/QĐ', on: '2021-01-04', file: null };
const FIRST = startOfDay('2021-01-11');
const LAST = endOfDay('2021-01-15') - 1;

/** The office's chair for these days, for the head of the standing office. */
const deputy: Actor = { ...person('standingOffice', 'vice'), actingFor: 'standingOffice' };

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office);
  await engage(office, 'vice', 'councilSecretary', null);
  await engage(office, 'standingOffice', 'standingOffice', null);
  expect(
    await tells(officeStream(ORG), 'NameDeputy', naming('standingOffice', 'standingOffice'), person('standingOffice')),
  ).toEqual({ ok: true, seq: 1, events: ['DeputyNamed'] });
});
beforeEach(() => {
  office.clock.now = START;
});
afterAll(() => db?.close());

function naming(role: string, principal: string): Json {
  return { role, principal, deputy: 'vice', fromOn: '2021-01-11', toOn: '2021-01-15', document: DOCUMENT };
}

const tells = async (stream: string, kind: string, body: Json, by: Actor) =>
  (await act(office, { stream, kind, body, by, key: newKey(kind) })).outcome;

/** A case that waits for the office's acceptance. */
async function registered(): Promise<string> {
  office.clock.now = START;
  const id = await draft(office);
  const stream = `proposal/${id}`;
  await tells(stream, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk'));
  await tells(stream, 'Confirm', {}, person('unitHead'));
  return stream;
}

async function lastEvent(stream: string): Promise<Record<string, Json>> {
  const found = await db.database.query<{ text: string }>(
    'select text from event where org_id = $1 and stream = $2 order by seq desc limit 1',
    [ORG, stream],
  );
  return JSON.parse(found.rows[0]?.text ?? '{}') as Record<string, Json>;
}

test('a deputy acts for another on the first day and on the last, and the event says for whom and by which naming', async () => {
  for (const at of [FIRST, LAST]) {
    const stream = await registered();
    office.clock.now = at;
    expect(await tells(stream, 'Accept', {}, deputy)).toMatchObject({ ok: true });
    expect(await lastEvent(stream)).toMatchObject({
      actor: 'vice',
      role: 'standingOffice',
      actingFor: 'standingOffice',
      facts: { acting: { deputyship: 1 } },
    });
  }
});

test('what a recovery brought back of a deputy is told by its receipt and the naming that it cites, and nothing else is', async () => {
  const brought = { role: 'standingOffice', principal: 'standingOffice', deputy: 'vice' };
  const found = () => broughtBack(db.database, ORG, { ...Object(naming('', '')), ...brought });
  expect(await found()).toEqual([]);
  const stream = await registered();
  office.clock.now = FIRST + 7;
  const { command } = await act(office, { stream, kind: 'Accept', by: deputy, key: newKey('Accept') });
  expect(await found()).toEqual([]);
  await asOwner(db.url, (owner) => owner.query('update command set recovered = true where id = $1', [command]));
  expect(await found()).toEqual([{ receivedAt: FIRST + 7, deputyship: 1 }]);
  // The one that it cites is on record: it is not named a second time once its days are over.
  office.clock.now = LAST + 1;
  const holder = person('standingOffice');
  expect(
    await tells(officeStream(ORG), 'NameDeputy', naming('standingOffice', 'standingOffice'), holder),
  ).toMatchObject({
    refusal: { code: 'DEPUTY_DAYS_IMPOSSIBLE' },
  });
});

test('on the day before and on the day after it is refused, with the days that there are', async () => {
  const stream = await registered();
  for (const at of [FIRST - 1, LAST + 1]) {
    office.clock.now = at;
    expect(await tells(stream, 'Accept', {}, deputy)).toMatchObject({
      ok: false,
      refusal: {
        code: 'DEPUTY_OUT_OF_DAYS',
        facts: { days: [{ deputyship: 1, fromOn: '2021-01-11', toOn: '2021-01-15' }] },
      },
    });
  }
});

test('an act that was received within the days and is decided after them stands', async () => {
  const stream = await registered();
  office.clock.now = LAST;
  const late = await receive(office, { stream, kind: 'Accept', by: deputy, key: newKey('Accept') });
  office.clock.now = LAST + 30 * 86_400_000;
  expect(await bring(office, late)).toMatchObject({ ok: true });
});

test('who holds no naming acts for nobody, whatever they say', async () => {
  const stream = await registered();
  office.clock.now = FIRST;
  for (const other of [
    { ...deputy, id: 'stranger' },
    { ...deputy, actingFor: 'office-2' },
    { ...deputy, role: 'councilChair' as const },
  ])
    expect(await tells(stream, 'Accept', {}, other)).toMatchObject({
      ok: false,
      refusal: { code: 'DEPUTY_OUT_OF_DAYS', facts: { days: [] } },
    });
});

test('a revocation is heard by the next act, in whatever stream', async () => {
  office.clock.now = FIRST;
  const holder = person('councilChair');
  await tells(officeStream(ORG), 'NameDeputy', naming('councilChair', 'councilChair'), holder);
  const { seq } = (await lastEvent(officeStream(ORG))) as { seq: number };
  const chair: Actor = { ...person('councilChair', 'vice'), actingFor: 'councilChair' };
  const stream = await registered();
  office.clock.now = FIRST + 1;
  expect(await tells(stream, 'Accept', {}, chair)).toMatchObject({ refusal: { code: 'WRONG_ROLE' } });
  const end = { deputyship: seq, lastDayOn: '2021-01-10', document: DOCUMENT };
  expect(await tells(officeStream(ORG), 'RevokeDeputy', end, holder)).toMatchObject({ ok: true });
  expect(await tells(stream, 'Accept', {}, chair)).toMatchObject({ refusal: { code: 'DEPUTY_OUT_OF_DAYS' } });
});

const becomes = (id: string, role: PersonRole, unit: string | null) =>
  keepPerson(db.database, ORG, { id, name: id, email: null, role, unit });

/** Somebody of the unit who stands in for a head of it until the end of the year. */
async function headsDeputy(head: string, clerk: string): Promise<{ by: Actor; deputyship: number }> {
  await becomes(head, 'unitHead', UNIT);
  await becomes(clerk, 'unitClerk', UNIT);
  const body = { ...Object(naming('unitHead', head)), deputy: clerk, fromOn: '2021-01-04', toOn: '2021-12-31' };
  const named = await tells(officeStream(ORG), 'NameDeputy', body, person('unitHead', head));
  if (!named.ok) throw new Error(named.refusal.code);
  return { by: { ...person('unitHead', clerk), actingFor: head }, deputyship: named.seq };
}

async function submitted(): Promise<string> {
  const id = await draft(office);
  await tells(`proposal/${id}`, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk'));
  return `proposal/${id}`;
}

test('nobody acts any more for a head who holds the office no more, and whoever holds it now ends the naming', async () => {
  const { by, deputyship } = await headsDeputy('old head', 'clerk 2');
  const stream = await submitted();
  const inTime = await receive(office, { stream, kind: 'Confirm', by, key: newKey('Confirm') });
  await becomes('old head', 'unitClerk', 'ward-2');
  const unfit = {
    ok: false,
    refusal: { code: 'DEPUTYSHIP_LAPSED', facts: { deputyship, whose: 'principal', holds: 'unitClerk' } },
  };
  expect(await tells(stream, 'Confirm', {}, by)).toMatchObject(unfit);
  expect(await bring(office, inTime)).toMatchObject(unfit);
  const end = { deputyship, lastDayOn: '2021-01-03', document: DOCUMENT };
  expect(await tells(officeStream(ORG), 'RevokeDeputy', end, person('unitHead', 'new head'))).toMatchObject({
    ok: true,
  });
  expect(await tells(stream, 'Confirm', {}, by)).toMatchObject({ refusal: { code: 'DEPUTY_OUT_OF_DAYS' } });
});

test('a head’s deputy who goes over to the office confirms no more what the office accepts', async () => {
  const { by, deputyship } = await headsDeputy('head 3', 'clerk 3');
  const stream = await submitted();
  await becomes('clerk 3', 'standingOffice', null);
  expect(await tells(stream, 'Confirm', {}, by)).toMatchObject({
    refusal: { code: 'DEPUTYSHIP_LAPSED', facts: { deputyship, whose: 'deputy', holds: 'standingOffice' } },
  });
});

test('an act keeps what both held when it was decided, and a repeat is answered by it whatever they hold later', async () => {
  const { by, deputyship } = await headsDeputy('head 4', 'clerk 4');
  const stream = await submitted();
  const confirms = { stream, kind: 'Confirm', body: {}, by, key: newKey('Confirm') };
  const first = await act(office, confirms);
  const acting = {
    deputyship,
    principal: { role: 'unitHead', unit: UNIT },
    deputy: { role: 'unitClerk', unit: UNIT },
  };
  expect(await lastEvent(stream)).toMatchObject({ kind: 'Confirmed', facts: { acting } });
  await becomes('head 4', 'unitHead', 'ward-2');
  expect(await act(office, confirms)).toEqual(first);
});
