import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type LocalDate, startOfDay } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import { clusterOn } from '../../domain/office/clusters.ts';
import type { Actor } from '../../domain/stream.ts';
import { officeShown } from '../../store/facts/office.ts';
import { isInSight } from '../../store/reads/board-state.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { owedThings } from '../../store/reminders/owed-things.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { act, draft, ORG, openOffice, person, UNIT } from '../builders/office.ts';
import { newKey } from '../builders/play.ts';
import { round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let office: ReturnType<typeof openStill>;

const RENEWED = startOfDay('2021-02-01');
const head = (cluster: string): Actor => person('clusterHead', `head of ${cluster}`, cluster);

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  const stages = [stage('registration'), stage('clusterScoring'), stage('nomination'), stage('decision')];
  await openOffice(office, [round({ stages })]);
});
beforeEach(() => {
  office.clock.now = START;
});
afterAll(() => db?.close());

const tells = async (stream: string, kind: string, body: Json, by: Actor) =>
  (await act(office, { stream, kind, body, by, key: newKey(kind) })).outcome;

/** A case whose score waits for the head of the cluster; the plan puts its unit in cluster-1. */
async function scored(): Promise<string> {
  const id = await draft(office);
  const stream = `proposal/${id}`;
  await tells(stream, 'Submit', { draft: id, rowVersion: 1 }, person('unitClerk'));
  await tells(stream, 'Confirm', {}, person('unitHead'));
  await tells(stream, 'Accept', {}, person('standingOffice'));
  const score = { stage: 'clusterScoring', as: 'self', score: 90, reason: null };
  await tells(stream, 'EnterScore', score, person('unitClerk'));
  return id;
}

const verifies = (id: string, cluster: string) =>
  tells(
    `proposal/${id}`,
    'EnterScore',
    { stage: 'clusterScoring', as: 'verified', score: 90, reason: null },
    head(cluster),
  );

const sees = (id: string, cluster: string) =>
  isInSight(db.database, { org: ORG, unit: null, cluster, at: office.clock.now }, id);

const told = async () =>
  (await owedThings(db.database, ORG, office.clock.now))
    .filter(({ role }) => role === 'clusterHead')
    .map(({ unit }) => unit);

test('with no constitution on record the head of the plan’s cluster sees the case, is told, and acts', async () => {
  const id = await scored();
  expect([await sees(id, 'cluster-1'), await sees(id, 'cluster-2')]).toEqual([true, false]);
  expect(await told()).toEqual(['cluster-1']);
  expect(await verifies(id, 'cluster-1')).toMatchObject({ ok: true });
});

test('from the day of its constitution the new cluster’s head sees, is told and acts, and the old one’s no longer', async () => {
  const id = await scored();
  const body = {
    cluster: 'cluster-2',
    units: [UNIT, 'solo'],
    head: UNIT,
    deputyHead: null,
    fromOn: '2021-02-01',
    document: { number: '4/QĐ', on: '2021-01-04', file: null },
  };
  expect(await tells(officeStream(ORG), 'ConstituteCluster', body, person('standingOffice'))).toMatchObject({
    ok: true,
  });
  office.clock.now = RENEWED - 1;
  expect([await sees(id, 'cluster-1'), await sees(id, 'cluster-2')]).toEqual([true, false]);
  expect(await told()).toEqual(['cluster-1']);
  expect(await verifies(id, 'cluster-1')).toMatchObject({ ok: true });
  const next = await scored();
  office.clock.now = RENEWED;
  expect([await sees(next, 'cluster-1'), await sees(next, 'cluster-2')]).toEqual([false, true]);
  expect(await told()).toEqual(['cluster-2']);
  expect(await verifies(next, 'cluster-1')).toMatchObject({
    refusal: { code: 'NOT_YOUR_UNIT', facts: { unit: UNIT, cluster: 'cluster-2', constitution: 1 } },
  });
  expect(await verifies(next, 'cluster-2')).toMatchObject({ ok: true });
});

test('PostgreSQL finds a unit’s cluster as the rule does, on every day and for every unit', async () => {
  const document = { number: '5/QĐ', on: '2021-01-04', file: null };
  const constitute = (cluster: string, units: string[], fromOn: string) =>
    tells(
      officeStream(ORG),
      'ConstituteCluster',
      { cluster, units, head: units[0] ?? '', deputyHead: null, fromOn, document },
      person('standingOffice'),
    );
  await constitute('cluster-1', ['solo'], '2021-03-01');
  await constitute('cluster-2', ['solo'], '2021-03-10');
  await constitute('cluster-3', [UNIT], '2021-03-10');
  await constitute('cluster-1', ['solo'], '2021-03-10');
  const known = (await officeShown(db.database, ORG))?.clusters ?? [];
  for (const day of ['2021-01-31', '2021-02-01', '2021-02-28', '2021-03-01', '2021-03-09', '2021-03-10'] as LocalDate[])
    for (const [unit, planned] of [
      [UNIT, 'cluster-1'],
      ['solo', null],
    ] as const) {
      const found = await db.database.query<{ cluster: string | null }>(
        'select cluster_of($1, $2, $3, $4) as cluster',
        [ORG, 'test-plan', unit, startOfDay(day)],
      );
      expect([day, unit, found.rows[0]?.cluster]).toEqual([day, unit, clusterOn(known, unit, planned, day).cluster]);
    }
});
