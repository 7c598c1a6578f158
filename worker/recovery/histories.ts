import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import type { PerformAnswer } from '../../activities/contract.ts';
import type { ToldStream } from '../../domain/recovery/told-stream.ts';
import type { CommandOutcome } from '../../domain/refusal.ts';
import { hasWorkflow } from '../../domain/stream.ts';
import { BEACON_ID, workflowIdOf } from '../../workflows/messages.ts';

export type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** What Temporal remembers of a stream: what its workflow was told, and which commands it was told are refused. */
export type Remembered = ToldStream & { refusals: ReadonlyMap<string, CommandOutcome> };

/** Runs by the id of their workflow, closed ones too, as far as the server keeps them. */
export type Runs = Map<string, string[]>;

export async function runsOf(client: Client): Promise<Runs> {
  const runs: Runs = new Map();
  for await (const { workflowId, runId } of client.workflow.list())
    runs.set(workflowId, [...(runs.get(workflowId) ?? []), runId]);
  return runs;
}

export type StreamPlace = { org: string; stream: string };

/** The stream of a workflow; null for those that hold none: reminders, the beacon. */
export function streamOfWorkflow(workflowId: string): StreamPlace | null {
  if (workflowId === BEACON_ID) return null;
  const slash = workflowId.indexOf('/');
  const [org, stream] = [workflowId.slice(0, slash), workflowId.slice(slash + 1)];
  return slash > 0 && isStream(stream) ? { org, stream } : null;
}

function isStream(name: string): boolean {
  try {
    return hasWorkflow(name);
  } catch {
    return false;
  }
}

/** All runs of one stream's workflow together: each was told the stream from its first event on. */
export async function remembered(client: Client, place: StreamPlace, runs: Runs): Promise<Remembered> {
  const workflowId = workflowIdOf(place.org, place.stream);
  const memory = emptyMemory();
  // A workflow that the server's list does not show yet is asked for by its name.
  for (const runId of runs.get(workflowId) ?? [undefined]) {
    const history = await historyOf(client, workflowId, runId);
    if (history !== null) addRun(memory, history);
  }
  return { ...place, ...memory };
}

/** Null where there is no such run, or no longer. */
export async function historyOf(client: Client, workflowId: string, runId?: string): Promise<History | null> {
  try {
    return await client.workflow.getHandle(workflowId, runId).fetchHistory();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** gRPC's NOT_FOUND; the name is that of a package that we do not depend on. */
const NOT_FOUND = 5;

/** The SDK gives a name to this error for some calls and not for others. */
function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === NOT_FOUND);
}

type Memory = {
  texts: Map<number, string>;
  whole: number;
  forks: number[];
  refusals: Map<string, CommandOutcome>;
};

function emptyMemory(): Memory {
  return { texts: new Map(), whole: 0, forks: [], refusals: new Map() };
}

function addRun(memory: Memory, { events }: History): void {
  for (const {
    markerRecordedEventAttributes: marker,
    workflowExecutionUpdateCompletedEventAttributes: update,
  } of events ?? []) {
    for (const payload of marker?.details?.result?.payloads ?? []) addAnswer(memory, decoded<PerformAnswer>(payload));
    const id = update?.meta?.updateId;
    const [outcome] = update?.outcome?.success?.payloads ?? [];
    if (typeof id === 'string' && outcome !== undefined) addOutcome(memory, id, decoded<CommandOutcome>(outcome));
  }
}

/** What our own activity or handler returned: the contract's type, written by the SDK's converter. */
function decoded<T>(payload: Payload): T {
  return defaultPayloadConverter.fromPayload<T>(payload);
}

function addAnswer(memory: Memory, answer: PerformAnswer): void {
  if (answer.status === 'notYet') return;
  const { events, head, more } = answer;
  for (const [index, text] of events.entries()) addText(memory, head.seq - events.length + 1 + index, text);
  if (more !== true) memory.whole = Math.max(memory.whole, head.seq);
}

function addText(memory: Memory, seq: number, text: string): void {
  const known = memory.texts.get(seq);
  if (known !== undefined && known !== text) memory.forks.push(seq);
  else memory.texts.set(seq, text);
}

function addOutcome({ refusals }: Memory, id: string, outcome: CommandOutcome): void {
  if (!outcome.ok) refusals.set(id, outcome);
}
