import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import pg from 'pg';
import { defaultLadder, rungsOf } from '../../../domain/calendar/ladder.ts';
import { dateOf } from '../../../domain/calendar/local-date.ts';
import { startReminders } from '../../../worker/start-reminders.ts';
import { remindersIdOf } from '../../../workflows/messages.ts';
import { ORG } from '../../builders/office.ts';
import { ownWorkDuring } from '../own-work.ts';
import type { BenchWorld } from '../world.ts';
import { peakRssDuring } from './memory.ts';
import type { SmtpSink } from './smtp-sink.ts';

/** Counted from the rows, the job table and the mail server; milliseconds since the morning's timer fired. */
export type Morning = {
  owing: number;
  digests: number;
  jobs: number;
  mails: number;
  addresses: number;
  queuedMs: number;
  lastMailMs: number;
  /** Pages of our database that were asked for, by whatever the morning woke. */
  buffers: number;
  peakRss: number;
  /** The same morning asked about once more directly afterwards. */
  again: { digests: number; mails: number };
};

export type MorningOf = { world: BenchWorld; ownerUrl: string; sink: SmtpSink };

const PLAN = 'test-plan';
/** Business time when the workflow begins to wait: its timer is a real one of this length. */
const BEFORE_MS = 1_000;
const LOOK_MS = 250;

/** The working mornings on which the ladder reminds those who owe what is due then; two rungs may share one. */
export function morningsBefore(dueAt: number, calendar: BenchWorld['step']['calendar']): number[] {
  const rungs = rungsOf(dateOf(dueAt - 1), defaultLadder, calendar);
  return [...new Set(rungs.flatMap(({ kind, at }) => (kind === 'before' ? [at] : [])))];
}

/** The product's own reminders wake to this morning, and the courier sends until nothing is left to send. */
export async function liveMorning({ world, ownerUrl, sink }: MorningOf, morningAt: number): Promise<Morning> {
  const owing = await owingUnits(world);
  const before = { ...(await rowsOf(world)), jobs: await jobsSoFar(ownerUrl), mails: sink.taken().mails };
  world.setClock(morningAt - BEFORE_MS);
  try {
    const first = { firedAt: Number.NaN };
    const { result: work, peakRss } = await peakRssDuring(() =>
      ownWorkDuring(world.step.database, async () => {
        first.firedAt = (await asks(world, morningAt)).firedAt;
      }),
    );
    const [rows, jobs, taken] = [await rowsOf(world), await jobsSoFar(ownerUrl), sink.taken()];
    await asks(world, morningAt);
    const later = { ...(await rowsOf(world)), mails: sink.taken().mails };
    return {
      owing,
      digests: rows.digests - before.digests,
      jobs: jobs - before.jobs,
      mails: taken.mails - before.mails,
      addresses: taken.addresses,
      queuedMs: (rows.queuedAt ?? Number.NaN) - first.firedAt,
      lastMailMs: (taken.lastAt ?? Number.NaN) - first.firedAt,
      buffers: work.buffers,
      peakRss,
      again: { digests: later.digests - rows.digests, mails: later.mails - taken.mails },
    };
  } finally {
    world.setClock(null);
  }
}

/** Begins the reminders anew, as after a termination by hand, waits for their asking, and until all of it is done. */
async function asks(world: BenchWorld, morningAt: number): Promise<{ firedAt: number }> {
  const handle = world.client.workflow.getHandle(remindersIdOf(ORG, PLAN));
  await handle.terminate('The bench begins another morning').catch(() => undefined);
  await startReminders(world.client, { org: ORG, plan: PLAN, after: morningAt - BEFORE_MS });
  const firedAt = await untilAsked(handle);
  await world.quiet(LOOK_MS);
  return { firedAt };
}

/** When its timer fired; it has asked when it waits for the next morning. */
async function untilAsked(handle: WorkflowHandle): Promise<number> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    const fired = events?.find(({ timerFiredEventAttributes }) => Boolean(timerFiredEventAttributes));
    const timers = events?.filter(({ timerStartedEventAttributes }) => Boolean(timerStartedEventAttributes)) ?? [];
    if (fired !== undefined && timers.length > 1) return instantOf(fired.eventTime);
    await pause(100);
  }
}

type Stamp = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number]['eventTime'];

function instantOf(stamp: Stamp): number {
  return Number(stamp?.seconds ?? Number.NaN) * 1_000 + Number(stamp?.nanos ?? 0) / 1_000_000;
}

/** Units whose case waits for them. */
async function owingUnits({ step }: BenchWorld): Promise<number> {
  const found = await step.database.query<{ count: number }>(
    `select count(distinct unit)::int as count from proposal_board where org_id = $1 and waits_for = 'unitClerk'`,
    [ORG],
  );
  return found.rows[0]?.count ?? 0;
}

async function rowsOf({ step }: BenchWorld): Promise<{ digests: number; queuedAt: number | null }> {
  const found = await step.database.query<{ digests: number; queuedAt: number | null }>(
    `select (select count(*)::int from digest where org_id = $1) as digests,
       (select extract(epoch from max(queued_at))::float8 * 1000 from delivery where org_id = $1) as "queuedAt"`,
    [ORG],
  );
  return found.rows[0] ?? { digests: 0, queuedAt: null };
}

/** Every job that was ever put into the table took a number. */
async function jobsSoFar(ownerUrl: string): Promise<number> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const found = await owner.query<{ jobs: number | null }>(
      `select pg_sequence_last_value(pg_get_serial_sequence('graphile_worker._private_jobs', 'id'))::int as jobs`,
    );
    return found.rows[0]?.jobs ?? 0;
  } finally {
    await owner.end();
  }
}
