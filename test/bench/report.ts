import { availableParallelism } from 'node:os';
import { TARGETS } from './cost.ts';
import type { HistoryCost } from './history-cost.ts';
import type { Comparison, Speed } from './throughput.ts';

export type Costs = {
  eleven: HistoryCost;
  ownCommits: number;
  annual: { proposal: HistoryCost; decision: HistoryCost; people: number };
};

const RATIO_TARGET = 0.6;
const RATIO_AIM = 0.7;

export type Row = readonly (string | number)[];

export function costReport({ eleven, ownCommits, annual }: Costs): string {
  const { proposal, decision, people } = annual;
  return table([
    ['Cost of one proposal', '11 decisions', 'target', 'annual round', 'its decision'],
    ['events', eleven.events, atMost(TARGETS.events, eleven.events), proposal.events, decision.events],
    ['Temporal commits', eleven.commits, atMost(TARGETS.commits, eleven.commits), proposal.commits, decision.commits],
    ['actions', eleven.actions, atMost(TARGETS.actions, eleven.actions), proposal.actions, decision.actions],
    ['bytes of history', eleven.bytes, '', proposal.bytes, decision.bytes],
    ['state transitions', eleven.transitions, '', proposal.transitions, decision.transitions],
    ['our commits a decision', ownCommits.toFixed(1), '', '', ''],
  ]).concat(
    '\nTemporal commits are derived: 2 for each state transition, 1 for each row of visibility (start, close).',
    `\nThe annual round is Hoàng Mai's, ${people} acts of people on the case and its lists; its decision serves all its lines.\n`,
  );
}

export function speedReport(comparisons: readonly Comparison[], rounds: number, seconds: number): string {
  const head = [
    'Decisions against bare Updates',
    'ratio',
    'target',
    'decisions/s',
    'p50 p95 ms',
    'bare/s',
    'p50 p95 ms',
  ];
  const rows = comparisons.map(({ clients, ratio, decisions, bare }) => [
    `${clients} ${clients === 1 ? 'client' : 'clients'}`,
    ratio.toFixed(2),
    clients === 1 ? '' : atLeast(ratio),
    decisions.perSecond.toFixed(0),
    latency(decisions),
    bare.perSecond.toFixed(0),
    latency(bare),
  ]);
  return `${table([head, ...rows])}\nMedians of ${rounds} pairs of ${seconds} s each, in turn on one server.\nThe target is for clients enough to keep the machine busy (ADR 0009); with one client it is latencies that are compared.\n`;
}

export function contextReport(temporal: string | null): string {
  const hooks = process.execArgv.some((argument) => argument.includes('promise-hooks')) ? 'off' : 'on';
  const server = temporal === null ? 'the dev server on an SQLite file' : `the server at ${temporal}`;
  return `${availableParallelism()} cores for driver, worker, Temporal and PostgreSQL together; Temporal is ${server}; Node ${process.version}; promise hooks ${hooks}\n`;
}

function latency({ p50, p95 }: Speed): string {
  return `${p50.toFixed(0)} ${p95.toFixed(0)}`;
}

function atMost(target: number, found: number): string {
  return `${target}: ${found <= target ? 'ok' : 'missed'}`;
}

function atLeast(ratio: number): string {
  return `${RATIO_TARGET}: ${ratio >= RATIO_TARGET ? 'ok' : 'missed'}, aim ${RATIO_AIM}`;
}

/** Words to the left, figures to the right. */
export function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  const line = (row: Row) =>
    row
      .map((cell, column) =>
        column === 0 ? String(cell).padEnd(widths[column] ?? 0) : String(cell).padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}
