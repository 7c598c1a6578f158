import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { verifyExport } from '../../audit/verify.ts';
import { dateOf, startOfDay } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import type { Actor } from '../../domain/stream.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, bring, draft, engage, ORG, openOffice, person, receive } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { DAY } from '../builders/round.ts';
import { openStill } from '../store/varied-run.ts';
import { ORIGIN } from './forger.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const NOON = startOfDay('2021-01-05') + 43_200_000;
const DOCUMENT = { number: '9/QĐ', on: '2021-01-04', file: null };
const holder = person('standingOffice');
const deputy: Actor = { ...person('standingOffice', 'vice'), actingFor: 'standingOffice' };

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  await openOffice(office);
  await engage(office, 'vice', 'councilSecretary', null);
});
afterAll(() => db?.close());

const asks = (stream: string, kind: string, body: Json, by: Actor) => ({ stream, kind, body, by, key: newKey(kind) });
const tells = async (...ask: Parameters<typeof asks>) => (await act(office, asks(...ask))).outcome;

async function registered(): Promise<string> {
  const id = await draft(office);
  const stream = `proposal/${id}`;
  await tells(stream, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk'));
  await tells(stream, 'Confirm', {}, person('unitHead'));
  return stream;
}

const troubles = async () =>
  (await verifyExport(exportLedger(db.database), { logOrigin: ORIGIN, withCommands: true })).troubles.byReason;

test('what a deputy did while the revocation stood in its row stands, and the verifier finds nothing wrong', async () => {
  const days = { fromOn: '2021-01-04', toOn: '2021-01-29' };
  const naming = { role: 'standingOffice', principal: 'standingOffice', deputy: 'vice', ...days, document: DOCUMENT };
  expect(await tells(officeStream(ORG), 'NameDeputy', naming, holder)).toMatchObject({ ok: true });
  const [meanwhile, late, after] = [await registered(), await registered(), await registered()];
  office.clock.now = NOON;
  const end = { deputyship: 1, lastDayOn: '2021-01-04', document: DOCUMENT };
  const revocation = await receive(office, asks(officeStream(ORG), 'RevokeDeputy', end, holder));
  office.clock.now = NOON + 1;
  expect(await tells(meanwhile, 'Accept', {}, deputy)).toMatchObject({ ok: true });
  const waiting = await receive(office, asks(late, 'Accept', {}, deputy));
  office.clock.now = NOON + 2;
  expect(await bring(office, revocation)).toMatchObject({ ok: true });
  expect(await bring(office, waiting)).toMatchObject({ ok: true });
  expect(await tells(after, 'Accept', {}, deputy)).toMatchObject({ refusal: { code: 'DEPUTY_OUT_OF_DAYS' } });
  expect(await troubles()).toEqual({});
});

describe('a clock that was set back meanwhile', () => {
  test('does not let a revocation be heard before it was received', async () => {
    const revocation = await revocationOnItsWay(NOON + 2 * DAY);
    office.clock.now -= 5_000;
    expect(await bring(office, revocation)).toMatchObject({ ok: true });
    expect(await lastHeardAt()).toBe(NOON + 2 * DAY);
    expect(await troubles()).toEqual({});
  });

  test('leaves no deputy a power until an earlier one was heard, and accuses nobody', async () => {
    const first = await revocationOnItsWay(NOON + 4 * DAY);
    expect(await bring(office, first)).toMatchObject({ ok: true });
    const second = await revocationOnItsWay(NOON + 4 * DAY - 5_000);
    expect(await bring(office, second)).toMatchObject({ ok: true });
    expect(await lastHeardAt()).toBe(NOON + 4 * DAY - 5_000);
    expect(await troubles()).toEqual({});
  });
});

async function revocationOnItsWay(at: number) {
  office.clock.now = at;
  const days = { fromOn: dateOf(at), toOn: '2021-01-29' };
  const naming = { role: 'standingOffice', principal: 'standingOffice', deputy: 'vice', ...days, document: DOCUMENT };
  const named = await tells(officeStream(ORG), 'NameDeputy', naming, holder);
  const end = { deputyship: named.ok ? named.seq : 0, lastDayOn: dateOf(at), document: DOCUMENT };
  return receive(office, asks(officeStream(ORG), 'RevokeDeputy', end, holder));
}

async function lastHeardAt(): Promise<number | undefined> {
  const heard = await db.database.query<{ heard: number }>(
    `select (text::jsonb #>> '{body,heardAt}')::bigint as heard from event where kind = 'DeputyRevoked' order by seq desc limit 1`,
  );
  return heard.rows[0]?.heard;
}
