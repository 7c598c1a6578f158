import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { buildApi } from '../../api/app.ts';
import { workflowGate } from '../../api/workflow-gate.ts';
import { isClean } from '../../audit/report.ts';
import { verifyExport } from '../../audit/verify.ts';
import { type HistoricYear, historicYear, orgsOf } from '../../infra/historic/historic-year.ts';
import { readRecord } from '../../infra/historic/past-record.ts';
import { playForRecord } from '../../infra/historic/play.ts';
import { playersOf } from '../../infra/offices/people.ts';
import { forsakenCommands } from '../../store/commands/unsettled.ts';
import { importRecord, type PastRecord } from '../../store/historic/import-record.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { logOrigins } from '../../store/ledger/log-origin.ts';
import { rebuild } from '../../store/rebuild/rebuild.ts';
import { lastWritten } from '../../store/recovery/position.ts';
import { reconcile } from '../../worker/reconciler.ts';
import { reconciliation } from '../../worker/reconciliation.ts';
import { recover } from '../../worker/recovery/recover.ts';
import { callerOf, tokenKey } from '../api/running-api.ts';
import { asOwner } from '../builders/as-owner.ts';
import { startDevServer } from '../builders/dev-server.ts';
import { openWorld, type World } from '../builders/world.ts';
import { boardDiffers } from '../chaos/board-differs.ts';
import { shortYear } from '../rehearsal/short-year.ts';

const UNHURRIED = 300_000;
/** When the record is taken over: years after its year. */
const NOW = Date.UTC(2026, 10, 21, 3);

let world: World;
let app: FastifyInstance;
let year: HistoricYear;
let record: PastRecord;
let folder: string;

const quiet = () => undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vinh-danh-historic-'));
  year = historicYear(
    { file: 'short-year.yaml', text: shortYear },
    { file: 'short-year.v2.yaml', text: shortYear.replace('version: 1', 'version: 2') },
  );
  const kept = join(folder, 'nam-ngan-2022');
  // As a removal leaves it that was cut short.
  await mkdir(kept);
  await writeFile(join(kept, 'ledger.jsonl'), '');
  await playForRecord(year, { folder: kept, proposals: 9, seed: 7, say: quiet, reached: async () => undefined });
  record = await readRecord(kept);
  world = await openWorld(inject('clusterUrl'), NOW);
  const { client, step } = world;
  app = await buildApi({ ...step, workflows: workflowGate(client), tokenKey, embedded: true, logLevel: 'silent' });
}, UNHURRIED);
afterAll(async () => {
  await app?.close();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
}, UNHURRIED);

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  // Compared whole, by whoever asks.
  return (await world.step.database.query<Record<string, unknown>>(sql)).rows;
}

const counts = () =>
  rows(`select (select count(*) from event)::int as events, (select count(*) from command)::int as commands, (select count(*) from head)::int as heads,
    (select count(*) from organisation)::int as organisations, (select count(*) from private_text)::int as texts`);
const queued = async () => (await rows('select outbox.waiting()::int as jobs'))[0]?.jobs;

const player = (role: string, above = false) => {
  const [own, upper] = orgsOf(year);
  const found = playersOf(year.plan, (above ? upper : own) ?? '', 'historic.invalid').find(
    (each) => each.role === role,
  );
  if (found === undefined) throw new Error(`Nobody is ${role}`);
  return found;
};
const as = (role: string, above = false) => callerOf(app, player(role, above));

test('nobody writes into the record of a past year before it is there', async () => {
  const before = await counts();
  const [unit = ''] = year.plan.units.map(({ key }) => key);
  const document = { number: '1/QĐ', on: '2022-01-04' };
  const cluster = { cluster: 'cum-1', units: [unit], head: unit, deputyHead: null, fromOn: '2022-02-01', document };
  const order = { kind: 'ConstituteCluster', body: cluster };
  const early = await as('standingOffice').post('/v1/office/commands', order);
  expect([early.status, early.body]).toMatchObject([403, { code: 'RECORD_OF_A_PAST_YEAR' }]);
  expect(await counts()).toEqual(before);
});

test(
  'a transfer that dies half-way leaves nothing, and the next one is whole',
  async () => {
    const before = await counts();
    const dying = expect(importRecord(world.step, record)).rejects.toThrow();
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start < clock_timestamp() - interval '150 ms' and state <> 'idle'`;
    await asOwner(world.url, async (owner) => {
      while (((await owner.query(kill)).rowCount ?? 0) === 0);
    });
    await dying;
    expect(await counts()).toEqual(before);
    expect(await importRecord(world.step, record)).toBe(true);
  },
  UNHURRIED,
);

test('the record of a played year is taken over text for text, in organisations of its own', async () => {
  expect(record.orgs).toEqual(['historic-huyen-ngan-2022', 'historic-huyen-ngan-2022-above']);
  const found = await rows('select hash, text from event order by recorded_at, seq');
  const texts = record.recorded.flatMap(({ events }) => events.map(({ hash, text }) => ({ hash, text })));
  expect(texts.length).toBeGreaterThan(100);
  expect(found).toEqual(texts);
  const commands = await rows(`select id, stream, kind, body, outcome from command order by id`);
  const asked = record.commands.map(({ id, stream, kind, body, outcome }) => ({ id, stream, kind, body, outcome }));
  expect(commands).toEqual(asked.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
});

test('taken over once more, it changes nothing', async () => {
  const before = await counts();
  expect(await importRecord(world.step, record)).toBe(false);
  expect(await counts()).toEqual(before);
});

test('its chains verify from the origin of the log in which they were made, beside those of the installation', async () => {
  const { database } = world.step;
  const { own, elsewhere } = await logOrigins(database);
  expect([...elsewhere]).toEqual(record.orgs.map((org) => [org, record.logOrigin]));
  const verified = (origins: ReadonlyMap<string, string>) =>
    verifyExport(exportLedger(database), { logOrigin: own, elsewhere: origins, withCommands: true });
  const report = await verified(elsewhere);
  expect([isClean(report), report.troubles.first]).toEqual([true, []]);
  expect((await verified(new Map())).troubles.byReason).toMatchObject({ link: expect.any(Number) });
});

test('its board is the second fold of its events, and a rebuild finds nothing to mend', async () => {
  const { database } = world.step;
  expect((await rows('select from proposal_board')).length).toBeGreaterThan(8);
  expect(await boardDiffers(database)).toEqual([]);
  expect(await rebuild(database)).toEqual([]);
});

test('nobody waits for it: nothing is queued, no workflow is begun, the night finds nothing amiss', async () => {
  const { client, step } = world;
  expect(await queued()).toBe(0);
  expect((await rows('select from head where not over')).length).toBeGreaterThan(0);
  expect(await reconcile(client, step.database, quiet)).toBe(0);
  expect(await forsakenCommands(step.database, 0, 10)).toEqual([]);
  const night = await reconciliation(client, step.database);
  expect(night.map(({ org, differences }) => ({ org, differences }))).toEqual(
    record.orgs.map((org) => ({ org, differences: 0 })),
  );
});

test(
  'a recovery leaves it alone, and no note is taken of it, since no workflow could bring it back',
  async () => {
    const { step, url } = world;
    const server = await startDevServer(join(folder, 'temporal.sqlite'));
    const connection = await Connection.connect({ address: server.address });
    onTestFinished(async () => {
      await connection.close();
      await server.stop();
    });
    const client = new Client({ connection });
    expect(await lastWritten(step.database, 3_600_000)).toEqual({ event: null, command: null });
    // As if its amendment had not reached its cases yet.
    await step.database.query('update proposal_board set plan_version = 1');
    await step.database.query(`update head set over = false where kind = 'proposal'`);
    const before = await counts();
    const recovered = await asOwner(url, (owner) => recover({ step, owner, client, log: quiet }));
    expect(recovered).toMatchObject({ why: null, streams: 0, events: 0, workflowsStarted: 0, open: true });
    expect(await counts()).toEqual(before);
    expect(await queued()).toBe(0);
  },
  UNHURRIED,
);

type Listed = { items: { plan: string; demo: boolean; historic: boolean }[] };
type Offices = { items: { id: string; historic: { seed: number; importedAt: number } | null }[] };
type Cases = { items: { id: string; subjectName: string }[] };

test('it is read at the door, with its names and words, and is marked where a demo year is', async () => {
  const office = as('standingOffice');
  const years = await office.get<Listed>('/v1/years');
  expect(years.body.items).toMatchObject([{ plan: 'nam-ngan-2022', demo: false, historic: true }]);
  const plans = await office.get<Listed>('/v1/plans');
  expect(plans.body.items).toMatchObject([{ plan: 'nam-ngan-2022', demo: false, historic: true }]);
  const offices = await office.get<Offices>('/v1/organisations');
  const mark = { seed: 7, importedAt: expect.any(Number) };
  expect(offices.body.items).toMatchObject(record.orgs.map((id) => ({ id, historic: mark })));
  const cases = await office.get<Cases>('/v1/proposals');
  // Those that units propose, and what the office brings in from before.
  expect(cases.body.items.length).toBeGreaterThanOrEqual(9);
  const begun = record.recorded.filter(
    ({ org, stream, events }) =>
      org === record.orgs[0] && stream.startsWith('proposal/') && events[0].envelope.seq === 1,
  );
  expect(cases.body.items).toHaveLength(begun.length);
  const names = new Set((await rows('select name from subject')).map(({ name }) => name));
  for (const { subjectName } of cases.body.items) expect(names).toContain(subjectName);
  const [{ id } = { id: '' }] = cases.body.items;
  const timeline = await office.get(`/v1/proposals/${id}/timeline`);
  expect([timeline.status, JSON.stringify(timeline.body).includes('mất')]).toEqual([200, false]);
});

test('whatever is written into it is refused, with a code of its own that says where to go', async () => {
  const before = await counts();
  const [{ id } = { id: '' }] = (await as('standingOffice').get<Cases>('/v1/proposals')).body.items;
  const [own = ''] = record.orgs;
  const person = { id: 'moi', name: 'Người mới', email: null, role: 'unitClerk', unit: 'phong-a' };
  const writes = [
    await as('unitClerk').post('/v1/proposals', {}),
    await as('unitHead').post(`/v1/proposals/${id}/commands`, {
      kind: 'Confirm',
      body: {},
      basis: { seq: 1, dossier: null },
    }),
    await as('standingOffice').post('/v1/plans', { yaml: shortYear }),
    await as('standingOffice', true).post('/v1/plans', { yaml: shortYear }),
    await as('administrator').post('/v1/people', person),
    await as('unitClerk').send({ method: 'PATCH', url: `/v1/proposals/${id}/draft`, payload: { content: {} } }),
    await as('administrator').post('/v1/organisations', { id: own, name: 'Khác', level: 'district' }),
  ];
  for (const { status, body } of writes)
    expect([status, body]).toMatchObject([
      403,
      { code: 'RECORD_OF_A_PAST_YEAR', detail: expect.stringContaining('demo year') },
    ]);
  expect(await counts()).toEqual(before);
});

test('nobody is laid down below it or under an id of its form', async () => {
  const elsewhere = callerOf(app, { ...player('administrator'), org: 'xa-khac' });
  const [own = ''] = record.orgs;
  const below = await elsewhere.post('/v1/organisations', { id: 'xa-khac', name: 'Xã', level: 'commune', above: own });
  expect([below.status, below.body]).toMatchObject([403, { code: 'RECORD_OF_A_PAST_YEAR' }]);
  const alike = await elsewhere.post('/v1/organisations', { id: 'historic-xa-2020', name: 'Xã', level: 'commune' });
  expect([alike.status, alike.body]).toMatchObject([422, { errors: [{ pointer: '/id' }] }]);
});
