import type { WorkingCalendar } from '../../../domain/calendar/working-days.ts';
import type { PinnedRound } from '../../../domain/proposal/round.ts';
import { openOffice } from '../../builders/office.ts';
import { DAY } from '../../builders/round.ts';
import { elevenDecisions } from '../pipeline.ts';
import type { BenchWorld } from '../world.ts';
import { liveMorning, type Morning, morningsBefore } from './morning.ts';
import { type Read, readsOf } from './reads.ts';
import { type Sample, sampleDecisions } from './sample.ts';
import { layAsleep } from './sleepers.ts';
import type { SmtpSink } from './smtp-sink.ts';
import { type Bytes, bytesEach, productBytes, temporalBytes } from './stores.ts';

/** What was measured while so many slept. */
export type AtSize = {
  size: number;
  /** Cases that stand asleep in their checkpoint, counted on the board. */
  asleep: number;
  sample: Sample;
  reads: Read[];
  /** For each sleeper that was added since the size before. */
  product: Bytes;
  temporal: Bytes;
  rss: number;
  morning: Morning;
};

export type Growing = {
  world: BenchWorld;
  ownerUrl: string;
  sink: SmtpSink;
  /** The smaller before the larger; no more than there are mornings before a due date. */
  sizes: readonly number[];
  cases: number;
  clients: number;
  say: (line: string) => void;
};

/** One office that grows: at each size the same is measured again. */
export async function grow(growing: Growing): Promise<AtSize[]> {
  const { round, mornings } = withMornings(growing.sizes.length, Date.now(), growing.world.step.calendar);
  await openOffice(growing.world, [round]);
  const found: AtSize[] = [];
  for (const [index, size] of growing.sizes.entries())
    found.push(await measureAt(growing, found.at(-1)?.size ?? 0, size, mornings[index] ?? 0));
  return found;
}

/**
 * A round whose checkpoint is reminded of on so many mornings, the last before its due day. A weekend or a holiday may
 * bring two rungs to one morning, on which nobody is written to twice: then all is due a day later.
 */
export function withMornings(
  count: number,
  now: number,
  calendar: WorkingCalendar,
): { round: PinnedRound; mornings: number[] } {
  const round = elevenDecisions(now);
  const dueAt = round.stages.find(({ key }) => key === 'q1')?.dueAt ?? 0;
  const mornings = morningsBefore(dueAt, calendar).slice(-count);
  return mornings.length === count ? { round, mornings } : withMornings(count, now + DAY, calendar);
}

async function measureAt(growing: Growing, from: number, size: number, morningAt: number): Promise<AtSize> {
  const { world, clients, cases, say } = growing;
  say(`laying ${size - from} proposals asleep`);
  const before = await bothStores(growing);
  await layAsleep(world, from, size, clients);
  const after = await bothStores(growing);
  say(`${size} sleep; deciding the sample`);
  const sample = await sampleDecisions(world, cases, clients);
  const reads = await readsOf(world);
  const rss = process.memoryUsage.rss();
  say(`a reminder morning of ${size}`);
  const morning = await liveMorning(growing, morningAt);
  const product = bytesEach(before.product, after.product, size - from);
  const temporal = bytesEach(before.temporal, after.temporal, size - from);
  return { size, asleep: await asleep(world), sample, reads, product, temporal, rss, morning };
}

async function bothStores({ world, ownerUrl }: Growing): Promise<{ product: Bytes; temporal: Bytes }> {
  if (world.temporalFile === null) throw new Error('Bytes are counted in the file of a Temporal server of our own');
  return { product: await productBytes(ownerUrl), temporal: temporalBytes(world.temporalFile) };
}

async function asleep({ step }: BenchWorld): Promise<number> {
  const found = await step.database.query<{ count: number }>(
    `select count(*)::int as count from proposal_board where state = 'inStage' and stage = 'q1' and due_at is not null`,
  );
  return found.rows[0]?.count ?? 0;
}
