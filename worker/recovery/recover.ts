import type { Client } from '@temporalio/client';
import type { LostCommand } from '../../domain/recovery/told-stream.ts';
import type { Queryable } from '../../store/database.ts';
import { type BoardDiffers, rebuild } from '../../store/rebuild/rebuild.ts';
import { settleRefused } from '../../store/recovery/bring-back.ts';
import { fillLeft } from '../../store/recovery/fill-left.ts';
import { placesLost } from '../../store/recovery/ledger-hashes.ts';
import type { LostDesk } from '../../store/recovery/lost-desk.ts';
import { missingOf } from '../../store/recovery/position.ts';
import { recalendarLeft } from '../../store/recovery/recalendar-left.ts';
import { endRecovery, enterRecovery, recoveryNow } from '../../store/recovery/recovery-mode.ts';
import type { StepDependencies } from '../../store/step/stream-step.ts';
import { lastNote, noteAnew } from '../beacon.ts';
import type { Log } from '../log.ts';
import { reconcile } from '../reconciler.ts';
import { bringAllBack } from './bring-all-back.ts';
import { compareAll, type Difference, type Disagreement } from './compare-all.ts';
import { endWorkflows } from './end-workflows.ts';
import { type LostNaming, lostNamings } from './lost-namings.ts';

export type RecoverOptions = {
  step: StepDependencies;
  /** As the owner of the database: only the owner ends a recovery. */
  owner: Queryable;
  client: Client;
  log: Log;
  /**
   * Ends all workflows and begins them again from the ledger, which is then right wherever it and a history disagree.
   * Their histories are handed over first.
   */
  restart?: { keep(workflowId: string, runId: string | undefined): Promise<void> };
};

export type Recovered = {
  /** Why the installation was in recovery; null where it was not. */
  why: string | null;
  streams: number;
  commands: number;
  events: number;
  refusalsSettled: number;
  workflowsStarted: number;
  /** What a person has to look at before anything is written again. */
  disagreements: readonly Disagreement[];
  /** Came back beside a claim of another. */
  forced: readonly LostCommand[];
  /** What the ledger gives to two streams since, of which one holds it. */
  contested: readonly BoardDiffers[];
  /** Events that others name as their cause and that nobody remembers. */
  lostEvents: readonly { stream: string; seq: number }[];
  /** Commands that were refused and whose rows are gone: asked again, they are decided anew. */
  lostRefusals: readonly { org: string; stream: string; command: string }[];
  desk: readonly LostDesk[];
  /** Of deputies whose acts came back. */
  lostNamings: readonly LostNaming[];
  /** Whether the installation is, or remains, open. */
  open: boolean;
};

/**
 * Brings the record to what the workflows remember of it, and the workflows to the record. Each lost command comes back in
 * a transaction of its own and the rest may be repeated, so it can be ended at any moment and run again.
 */
export async function recover(options: RecoverOptions): Promise<Recovered> {
  const { step, owner, client, log } = options;
  const { database } = step;
  const difference = await compareAll(client, database);
  const why = await whyClosed(options, difference);
  const back = await bringAllBack(step, difference.lost);
  const refusals = await settleRefusals(options, difference);
  await recalendarLeft(database);
  await fillLeft(database);
  // An order that only resembles that of the first time may leave a row of a list as it once stood on the way.
  const contested = (await rebuild(database)).filter((each) => each.contested);
  const trusted = difference.disagreements.length === 0 || options.restart !== undefined;
  // A workflow may wait on a command whose row is gone, and would ask for it for ever; begun again, it asks for nothing.
  if (trusted && (why !== null || options.restart !== undefined)) await endWorkflows(client, options.restart, log);
  const workflowsStarted = await reconcile(client, database, log);
  if (trusted) {
    await noteAnew(client, database);
    await endRecovery(owner);
  }
  return {
    why,
    streams: difference.streams,
    commands: back.commands,
    events: back.events,
    ...refusals,
    workflowsStarted,
    disagreements: difference.disagreements,
    forced: back.forced,
    contested,
    lostEvents: await lostCauses(options, difference.lost),
    desk: back.desk,
    lostNamings: await lostNamings(database, difference.lost),
    open: trusted,
  };
}

/** While anything is brought back, nobody else may write. */
async function whyClosed(
  { step: { database }, client }: RecoverOptions,
  difference: Difference,
): Promise<string | null> {
  const noted = await lastNote(client);
  const missing = noted === null ? null : await missingOf(database, noted);
  const behind = difference.lost.length > 0 || difference.disagreements.length > 0;
  if (missing !== null || behind)
    await enterRecovery(database, missing ?? 'Workflows know events that are not in the ledger');
  return (await recoveryNow(database))?.why ?? null;
}

async function settleRefusals(
  { step: { database } }: RecoverOptions,
  { refusals }: Difference,
): Promise<Pick<Recovered, 'refusalsSettled' | 'lostRefusals'>> {
  let refusalsSettled = 0;
  const lostRefusals: { org: string; stream: string; command: string }[] = [];
  for (const { org, stream, command, outcome } of refusals) {
    const how = await settleRefused(database, org, command, outcome);
    if (how === 'settled') refusalsSettled += 1;
    if (how === 'lost') lostRefusals.push({ org, stream, command });
  }
  return { refusalsSettled, lostRefusals };
}

async function lostCauses({ step: { database } }: RecoverOptions, lost: readonly LostCommand[]) {
  const causes = lost.flatMap(({ events }) => events[0].envelope.cause ?? []);
  return placesLost(database, causes);
}
