import { MOST_CACHED_WORKFLOWS } from '../../../worker/award-worker.ts';
import { type Row, table } from '../report.ts';
import type { AtSize } from './grow.ts';
import { type Bytes, PRODUCT_KINDS, TEMPORAL_KINDS } from './stores.ts';

/** A line of the report: a figure at each size, and whether its ratio says anything. */
type Figure = { name: string; at: (each: AtSize) => number; digits?: number; compared?: boolean };

const decisions: readonly Figure[] = [
  { name: 'asleep in a stage with a due date', at: ({ asleep }) => asleep, compared: false },
  { name: 'decisions of the sample', at: ({ sample }) => sample.decisions, compared: false },
  { name: 'our commits a decision', at: ({ sample }) => sample.ownWork.commits / sample.decisions, digits: 2 },
  { name: 'pages asked for a decision', at: ({ sample }) => sample.ownWork.buffers / sample.decisions, digits: 1 },
  { name: 'decisions/s', at: ({ sample }) => sample.speed.perSecond, digits: 1 },
  { name: 'p50 ms', at: ({ sample }) => sample.speed.p50 },
  { name: 'p95 ms', at: ({ sample }) => sample.speed.p95 },
];

const bytes: readonly Figure[] = [
  { name: 'all stores', at: ({ product, temporal }) => total(product) + total(temporal) },
  ...PRODUCT_KINDS.map((kind) => ({ name: `PostgreSQL, ${kind}`, at: (each: AtSize) => each.product[kind] ?? 0 })),
  ...TEMPORAL_KINDS.map((kind) => ({ name: `Temporal, ${kind}`, at: (each: AtSize) => each.temporal[kind] ?? 0 })),
];

const mornings: readonly Figure[] = [
  { name: 'people who owe something', at: ({ morning }) => morning.owing, compared: false },
  { name: 'digests', at: ({ morning }) => morning.digests, compared: false },
  { name: 'jobs', at: ({ morning }) => morning.jobs, compared: false },
  { name: 'mails taken', at: ({ morning }) => morning.mails, compared: false },
  { name: 'asked again: digests', at: ({ morning }) => morning.again.digests, compared: false },
  { name: 'asked again: mails', at: ({ morning }) => morning.again.mails, compared: false },
  { name: 'pages asked for a mail', at: ({ morning }) => morning.buffers / morning.mails, digits: 1 },
  { name: 'ms a mail', at: ({ morning }) => morning.lastMailMs / morning.mails, digits: 2 },
  { name: 'mails/s', at: ({ morning }) => (morning.mails * 1_000) / morning.lastMailMs, digits: 1 },
  { name: 's until all are queued', at: ({ morning }) => morning.queuedMs / 1_000, digits: 2 },
  { name: 's until the last mail is taken', at: ({ morning }) => morning.lastMailMs / 1_000, digits: 2 },
  { name: 'MB of memory at most', at: ({ morning }) => morning.peakRss / MB },
];

const MB = 1_048_576;

/** Counts first and seconds last; the ratio is of the largest size to the smallest. */
export function growthReport(found: readonly AtSize[], clients: number): string {
  const sizes = found.map(({ size }) => `at ${thousands(size)}`);
  const part = (title: string, rows: readonly Row[]) => table([[title, ...sizes, 'ratio'], ...rows]);
  const figures = (all: readonly Figure[]) => all.map((figure) => rowOf(figure, found));
  return [
    part(`A decision beside sleepers, ${clients} clients`, figures(decisions)),
    part('A page through the API, p50 p95 ms', reads(found)),
    part('Bytes of a sleeping proposal', figures(bytes)),
    part('A morning', figures(mornings)),
    part('One process', figures([{ name: 'MB of memory after the sample', at: ({ rss }) => rss / MB }])),
    `The process is worker, courier, API and driver together; its cache holds at most ${MOST_CACHED_WORKFLOWS} workflows.\n`,
  ].join('\n\n');
}

function rowOf({ name, at, digits = 0, compared = true }: Figure, found: readonly AtSize[]): Row {
  const values = found.map(at);
  return [name, ...values.map((value) => shown(value, digits)), compared ? ratioOf(values) : ''];
}

function reads(found: readonly AtSize[]): Row[] {
  const names = found[0]?.reads.map(({ name }) => name) ?? [];
  return names.map((name) => {
    const times = found.map((each) => each.reads.find((read) => read.name === name));
    return [
      name,
      ...times.map((read) => (read === undefined ? '–' : `${shown(read.p50, 1)} ${shown(read.p95, 1)}`)),
      ratioOf(times.map((read) => read?.p50 ?? Number.NaN)),
    ];
  });
}

/** What comes from nothing has no ratio. */
function ratioOf(values: readonly number[]): string {
  const ratio = (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);
  return values.length > 1 && Number.isFinite(ratio) ? ratio.toFixed(2) : '–';
}

function shown(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  return digits > 0 ? value.toFixed(digits) : thousands(Math.round(value));
}

function thousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

function total(each: Bytes): number {
  return Object.values(each).reduce((sum, kind) => sum + kind, 0);
}
