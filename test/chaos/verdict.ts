import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { hasWorkflow } from '../../domain/stream.ts';
import { brokenInvariants } from '../../infra/rehearsal/invariants.ts';
import type { Database } from '../../store/database.ts';
import { isRunning } from '../../worker/reconciler.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { faultsOf, forgetful } from '../builders/invariants.ts';
import { type Reckoning, reckon } from './against-the-book.ts';
import { boardDiffers } from './board-differs.ts';
import type { Book } from './book.ts';
import type { Harness } from './office.ts';

/** `broken`: every promise that was not kept, as sentences. */
export type Verdict = Reckoning & { broken: string[]; events: number; streams: number };

const WORKFLOWS_KNOW_WITHIN_MS = 30_000;

/** Ledger, board, workflows and the people's memory held against each other, when all is still. */
export async function verdictOn(
  { step, client }: Harness,
  book: Book,
  logOrigin: string,
  knowsWithinMs = WORKFLOWS_KNOW_WITHIN_MS,
): Promise<Verdict> {
  const { database } = step;
  const reckoning = await reckon(database, book);
  const broken = [
    ...(await faultsOf(database, book.heard)),
    ...(await brokenInvariants(database, logOrigin, [])),
    ...(await boardDiffers(database)),
    ...(await notRunning(client, database)),
    ...(await forgetfulAtLast(client, database, knowsWithinMs)),
    ...book.contradictions,
  ];
  const found = await database.query<{ events: number; streams: number }>(
    'select (select count(*)::int from event) as events, (select count(*)::int from head) as streams',
  );
  return { ...reckoning, broken, events: found.rows[0]?.events ?? 0, streams: found.rows[0]?.streams ?? 0 };
}

/** Every stream that is open has a workflow that runs. */
async function notRunning(client: Client, database: Database): Promise<string[]> {
  const open = await database.query<{ org: string; stream: string }>(
    'select org_id as org, stream from head where not over',
  );
  const faults: string[] = [];
  for (const { org, stream } of open.rows.filter((each) => hasWorkflow(each.stream)))
    if (!(await isRunning(client, workflowIdOf(org, stream)))) faults.push(`${stream} is open and has no workflow`);
  return faults;
}

/** A workflow that has just been woken hears of its last events a moment later. */
async function forgetfulAtLast(client: Client, database: Database, withinMs: number): Promise<string[]> {
  const until = Date.now() + withinMs;
  for (;;) {
    const faults = await forgetful(client, database);
    if (faults.length === 0 || Date.now() > until) return faults;
    await pause(1_000);
  }
}
