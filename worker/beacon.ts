import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Position } from '../domain/ledger/position.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { lastWritten, missingOf } from '../store/recovery/position.ts';
import { enterRecovery, recoveryNow } from '../store/recovery/recovery-mode.ts';
import { BEACON_ID, NOTE_SIGNAL, TASK_QUEUE, WORKFLOW_TYPES } from '../workflows/messages.ts';
import type { Log } from './log.ts';
import { historyOf } from './recovery/histories.ts';

export type Beacon = { stop(): Promise<void> };

const EACH_MINUTE_MS = 60_000;
/** A day at the start, which asks once; later what came since the last note, and some more for a slow commit. */
const FIRST_LOOK_MS = 24 * 3_600_000;
const MARGIN_MS = 60_000;

/**
 * Compares the record with what was last noted of it, before anybody acts on it; then notes each minute and at an orderly
 * stop how far it has come. Each note is taken only from a record that still holds the one before, so that a copy that is
 * put in place under running workers is found within a minute, and never noted in the place of what it has lost.
 */
export async function startBeacon(client: Client, database: Database, log: Log): Promise<Beacon> {
  let notedAt = Date.now() - FIRST_LOOK_MS;
  const noteSince = async () => {
    const now = Date.now();
    await noteOnce(client, database, now - notedAt + MARGIN_MS, log);
    notedAt = now;
  };
  const note = () => noteSince().catch((error: unknown) => log(`beacon: ${String(error)}`));
  await noteSince();
  let noting: Promise<unknown> = Promise.resolve();
  const each = setInterval(() => {
    noting = note();
  }, EACH_MINUTE_MS);
  return {
    async stop() {
      clearInterval(each);
      await noting;
      await note();
    },
  };
}

async function noteOnce(client: Client, database: Database, withinMs: number, log: Log): Promise<void> {
  if ((await recoveryNow(database)) !== null) return;
  const noted = await lastNote(client);
  // In one transaction: what is noted is taken from the very record that holds the note before.
  const { missing, last } = await inTransaction(database, async (tx) => ({
    missing: noted === null ? null : await missingOf(tx, noted),
    last: await lastWritten(tx, withinMs),
  }));
  if (missing === null) return signalNote(client, later(noted, last), noted);
  log(`beacon: ${missing}; nothing is written until \`npm run recover\` has run`);
  await enterRecovery(database, missing);
}

/** Notes how far a record that has just been recovered has come, whatever was noted before. */
export async function noteAnew(client: Client, database: Database): Promise<void> {
  await signalNote(client, await lastWritten(database, FIRST_LOOK_MS), null);
}

function later(noted: Position | null, last: Position): Position {
  return { event: last.event ?? noted?.event ?? null, command: last.command ?? noted?.command ?? null };
}

async function signalNote(client: Client, position: Position, noted: Position | null): Promise<void> {
  if (noted !== null && JSON.stringify(position) === JSON.stringify(noted)) return;
  await client.workflow.signalWithStart(WORKFLOW_TYPES.beacon, {
    workflowId: BEACON_ID,
    taskQueue: TASK_QUEUE,
    args: [null],
    signal: NOTE_SIGNAL,
    signalArgs: [position],
  });
}

/** Read in the history itself: it needs no worker, and so can be read before one is started. */
export async function lastNote(client: Client): Promise<Position | null> {
  const history = await historyOf(client, BEACON_ID);
  const notes = (history?.events ?? []).flatMap(
    ({ workflowExecutionStartedEventAttributes, workflowExecutionSignaledEventAttributes }) =>
      [workflowExecutionStartedEventAttributes?.input, workflowExecutionSignaledEventAttributes?.input].flatMap(
        (input) =>
          (input?.payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload<Position | null>(payload)),
      ),
  );
  return notes.findLast((note) => note !== null) ?? null;
}
