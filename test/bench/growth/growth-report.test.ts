import { expect, test } from 'vitest';
import { atTime, dateOf, startOfDay } from '../../../domain/calendar/local-date.ts';
import { workingCalendar } from '../../../domain/calendar/working-days.ts';
import { holidayTables } from '../../../rules/holidays.ts';
import { DAY } from '../../builders/round.ts';
import { type AtSize, withMornings } from './grow.ts';
import { growthReport } from './growth-report.ts';
import { morningsBefore } from './morning.ts';
import { speedOf } from './sample.ts';
import { bytesEach, productKind, temporalKind } from './stores.ts';

const small: AtSize = {
  size: 1_000,
  asleep: 1_000,
  sample: {
    decisions: 2_200,
    speed: { perSecond: 110, p50: 140, p95: 200 },
    ownWork: { commits: 4_400, buffers: 220_000, ms: 20_000 },
  },
  reads: [{ name: 'board page', items: 50, p50: 4, p95: 8 }],
  product: { record: 6_000, desk: 2_000, board: 1_000, jobs: 0 },
  temporal: { history: 18_000, executions: 3_000, tasks: 1_000, visibility: 9_000, other: 0 },
  rss: 500 * 1_048_576,
  morning: {
    owing: 1_000,
    digests: 1_000,
    jobs: 1_000,
    mails: 1_000,
    addresses: 1_000,
    buffers: 100_000,
    queuedMs: 500,
    lastMailMs: 5_000,
    peakRss: 600 * 1_048_576,
    again: { digests: 0, mails: 0 },
  },
};

const large: AtSize = {
  ...small,
  size: 20_000,
  asleep: 20_000,
  sample: { ...small.sample, ownWork: { commits: 4_840, buffers: 220_000, ms: 20_000 } },
  reads: [{ name: 'board page', items: 50, p50: 6, p95: 9 }],
  morning: { ...small.morning, owing: 20_000, mails: 20_000, buffers: 2_200_000, lastMailMs: 200_000 },
};

/** The cells of the line that begins with this name. */
function line(name: string, found: readonly AtSize[]): string[] {
  const text = growthReport(found, 16);
  const [first = ''] = text.split('\n').filter((each) => each.startsWith(`${name}  `));
  return first.split(/ {2,}/).slice(1);
}

test('a figure stands at each size, with the ratio of the largest to the smallest', () => {
  const both = [small, large];
  expect(line('A decision beside sleepers, 16 clients', both)).toEqual(['at 1,000', 'at 20,000', 'ratio']);
  expect(line('our commits a decision', both)).toEqual(['2.00', '2.20', '1.10']);
  expect(line('pages asked for a decision', both)).toEqual(['100.0', '100.0', '1.00']);
  expect(line('board page', both)).toEqual(['4.0 8.0', '6.0 9.0', '1.50']);
  expect(line('all stores', both)).toEqual(['40,000', '40,000', '1.00']);
  expect(line('pages asked for a mail', both)).toEqual(['100.0', '110.0', '1.10']);
  expect(line('ms a mail', both)).toEqual(['5.00', '10.00', '2.00']);
  expect(line('mails/s', both)).toEqual(['200.0', '100.0', '0.50']);
});

test('what is counted and grows by itself has no ratio, and neither has a single size or what comes from nothing', () => {
  expect(line('mails taken', [small, large])).toEqual(['1,000', '20,000']);
  expect(line('our commits a decision', [small])).toEqual(['2.00', '–']);
  expect(line('PostgreSQL, jobs', [small, large])).toEqual(['0', '0', '–']);
});

test('bytes are those of what was added, by the kind of table that holds them', () => {
  expect(bytesEach({ record: 1_000 }, { record: 3_000, board: 500 }, 20)).toEqual({ record: 100, board: 25 });
  expect(['event', 'delivery', 'proposal_board'].map((name) => productKind('public', name))).toEqual([
    'record',
    'desk',
    'board',
  ]);
  expect(productKind('graphile_worker', '_private_jobs')).toBe('jobs');
});

test.each([
  ['history_node', 'history'],
  ['executions', 'executions'],
  ['current_executions', 'executions'],
  ['timer_info_maps', 'executions'],
  ['timer_tasks', 'tasks'],
  ['visibility_tasks', 'tasks'],
  ['executions_visibility', 'visibility'],
  ['namespaces', 'other'],
])('%s of Temporal is counted as %s', (table, kind) => {
  expect(temporalKind(table)).toBe(kind);
});

test('a speed is of what was done in the whole time', () => {
  expect(speedOf([10, 20, 30, 40], 2_000)).toEqual({ perSecond: 2, p50: 20, p95: 40 });
});

test('the mornings before a due date are those of the ladder, the earliest first', () => {
  // The last day is Thursday 28 January 2021; three days before it is a Monday.
  const mornings = morningsBefore(startOfDay('2021-01-29'), workingCalendar(holidayTables));
  expect(mornings).toEqual((['2021-01-21', '2021-01-25', '2021-01-27'] as const).map((day) => atTime(day, '07:30')));
});

test('where a weekend brings two reminders to one morning, the bench takes a due date that has as many as it needs', () => {
  const calendar = workingCalendar(holidayTables);
  // Ninety days on it is due on Monday 1 March 2027: one and three days before it are reminded of on the same Friday.
  const now = atTime('2026-12-01', '05:00');
  const { mornings } = withMornings(3, now, calendar);
  expect(morningsBefore(now + 90 * DAY, calendar)).toHaveLength(2);
  expect(new Set(mornings.map(dateOf)).size).toBe(3);
});
