import { beforeAll, expect, test } from 'vitest';
import type { Plan } from '../../domain/plan/plan.ts';
import { type Rehearsed, rehearse } from '../../infra/rehearsal/rehearse.ts';
import { loadPlan } from '../../plans/load.ts';
import { shortYear } from './short-year.ts';
import { comparableStreams } from './streams.ts';

type Seen = Rehearsed & { seen: string[] | undefined };

function read(yaml: string): { plan: Plan; yaml: string } {
  const loaded = loadPlan(yaml, 'short-year.yaml');
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  return { plan: loaded.plan, yaml };
}

async function played(yaml: string, seed: number, amended?: string, proposals = 9): Promise<Seen> {
  const amendment = amended === undefined ? {} : { amendment: read(amended) };
  const quiet = () => undefined;
  return rehearse(
    { ...read(yaml), ...amendment, proposals, units: 3, seed, say: quiet, progress: quiet },
    comparableStreams,
  );
}

let first: Seen;

beforeAll(async () => {
  first = await played(shortYear, 7);
}, 120_000);

test('a rehearsed year ends with nobody waited for and every invariant kept', () => {
  expect(first.broken).toEqual([]);
  expect(first.played.refused).toEqual([]);
  expect(first.figures).toMatchObject({ proposals: expect.any(Number), open: 0 });
});

test('what is decided here is decided by a numbered decision, and what goes up comes back', () => {
  expect(first.figures.decisions).toBeGreaterThan(0);
  expect(first.figures.submissions).toBeGreaterThan(0);
  expect(first.figures.decisionLines).toBeGreaterThan(0);
});

test('the same seed gives the same streams but for ids, salts and the time of recording', async () => {
  const again = await played(shortYear, 7);
  expect(again.seen).toEqual(first.seen);
}, 120_000);

test('another seed gives another year', async () => {
  const other = await played(shortYear, 8);
  expect(other.seen).not.toEqual(first.seen);
}, 120_000);

test('a year of an ordinary size plays every remaining row of the life, each at least once, and none is refused', async () => {
  const ordinary = await played(shortYear, 3, undefined, 15);
  expect([ordinary.broken, ordinary.played.refused]).toEqual([[], []]);
  expect(ordinary.figures).toMatchObject({ open: 0, notices: expect.any(Number) });
  const seldom = Object.entries(ordinary.figures.rare);
  expect(seldom.map(([name]) => name).sort()).toEqual([
    'conferrals',
    'corrected awards',
    'corrected entries',
    'extensions',
    'holds',
    'imports',
    're-decisions',
    'rehomings',
    'releases',
    'reopened stages',
    'revoked awards',
    'things recovered',
  ]);
  expect(seldom.filter(([, count]) => count === 0)).toEqual([]);
}, 180_000);

test('a stage taken out of the plan is done by nobody', async () => {
  const without = await played(shortYear.replace(/^ {6}- \{ key: report, .*\n/m, ''), 7);
  const handIns = (seen: string[] | undefined) =>
    seen?.filter((stream) => stream.includes('"kind":"UnitHandedIn"')).length;
  expect(handIns(first.seen)).toBeGreaterThan(0);
  expect(handIns(without.seen)).toBe(0);
  expect(without.broken).toEqual([]);
}, 120_000);

test('a year whose registration has no usable date is played once the amendment dates it', async () => {
  const dated =
    'opens: 10/01/2022, due: { atLatest: 21/01/2022, printed: Chậm nhất 21/01/2022 }, actors: [unitClerk, u';
  const undated = 'due: { anomalous: Ngày không có trên lịch, printed: Chậm nhất 80/01/2022 }, actors: [unitClerk, u';
  expect(shortYear).toContain(dated);
  const {
    played: year,
    figures,
    broken,
    seen,
  } = await played(shortYear.replace(dated, undated), 7, shortYear.replace('version: 1', 'version: 2'));
  expect([broken, year.refused]).toEqual([[], []]);
  expect(figures.proposals).toBe(first.figures.proposals);
  expect(seen?.filter((stream) => stream.includes('"kind":"PlanAmended"'))).toHaveLength(1);
}, 120_000);
