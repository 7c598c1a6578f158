import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { endOfDay, startOfDay } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import type { Actor } from '../../domain/stream.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, bring, draft, engage, ORG, openOffice, person, receive } from '../builders/office.ts';
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
