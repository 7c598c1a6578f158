import type { Client } from '@temporalio/client';
import { compareTold, type LostCommand } from '../../domain/recovery/told-stream.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { WORKFLOW_STREAMS } from '../../domain/stream.ts';
import type { Database } from '../../store/database.ts';
import { logOrigin } from '../../store/ledger/log-origin.ts';
import { hashingOf, ledgerHashes, workflowStreams } from '../../store/recovery/ledger-hashes.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { type Remembered, remembered, runsOf, type StreamPlace, streamOfWorkflow } from './histories.ts';

/** Where a history and the ledger cannot both be right, or a history is not whole: for a person to look at. */
export type Disagreement = StreamPlace & { how: 'fork' | 'broken' | 'cut'; seq: number };

export type Difference = {
  streams: number;
  lost: LostCommand[];
  disagreements: Disagreement[];
  refusals: { org: string; stream: string; command: string; outcome: CommandOutcome }[];
};

/** Reads every history that Temporal has of this installation's streams, and the hashes of the ledger beside it. */
export async function compareAll(client: Client, database: Database): Promise<Difference> {
  const runs = await runsOf(client);
  const hashing = hashingOf(await logOrigin(database));
  const difference: Difference = { streams: 0, lost: [], disagreements: [], refusals: [] };
  for (const place of await placesOf([...runs.keys()], database)) {
    const memory = await remembered(client, place, runs);
    const compared = compareTold(memory, await ledgerHashes(database, place.org, place.stream), hashing);
    difference.streams += 1;
    difference.lost.push(...compared.commands);
    difference.refusals.push(...refusalsOf(memory));
    if (compared.status !== 'lost')
      difference.disagreements.push({ ...place, how: compared.status, seq: compared.seq });
  }
  return difference;
}

/** Both what the server lists and what the ledger has: either may lack some. */
async function placesOf(workflowIds: readonly string[], database: Database): Promise<StreamPlace[]> {
  const listed = workflowIds.flatMap((id) => streamOfWorkflow(id) ?? []);
  const recorded = await workflowStreams(database, WORKFLOW_STREAMS);
  const all = new Map([...listed, ...recorded].map((place) => [workflowIdOf(place.org, place.stream), place]));
  return [...all.values()];
}

function refusalsOf({ org, stream, refusals }: Remembered): Difference['refusals'] {
  return [...refusals].map(([command, outcome]) => ({ org, stream, command, outcome }));
}
