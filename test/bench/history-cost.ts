import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** What one workflow cost Temporal, from its real history and the server's own description of it. */
export type HistoryCost = { events: number; transitions: number; commits: number; actions: number; bytes: number };

export async function historyCost(client: Client, workflowId: string): Promise<HistoryCost> {
  const handle = client.workflow.getHandle(workflowId);
  const [{ events }, { raw }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  if (!events) throw new Error(`${workflowId} has no history`);
  const transitions = Number(raw.workflowExecutionInfo?.stateTransitionCount);
  const bytes = Number(raw.workflowExecutionInfo?.historySizeBytes);
  return {
    events: events.length,
    transitions,
    commits: commitsOf(events, transitions),
    actions: actionsOf(events),
    bytes,
  };
}

/**
 * Commits of a server on PostgreSQL, derived: a state transition with new events inserts them in one transaction and
 * moves the execution in another (peers-bpm.md F1), and here every transition has new events. The row for visibility
 * is written at the start and at the close, and once for each upsert of search attributes.
 */
function commitsOf(events: readonly HistoryEvent[], transitions: number): number {
  const shown = count(events, SHOWN);
  return 2 * transitions + shown;
}

const SHOWN = [
  'workflowExecutionStartedEventAttributes',
  'workflowExecutionCompletedEventAttributes',
  'workflowExecutionContinuedAsNewEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
] as const;

/** Actions as Temporal counts them (F5): all the local activities of one workflow task together are one. */
function actionsOf(events: readonly HistoryEvent[]): number {
  const tasksWithMarkers = new Set(
    events.flatMap(({ markerRecordedEventAttributes: marker }) =>
      marker ? [String(marker.workflowTaskCompletedEventId)] : [],
    ),
  );
  return count(events, ACTIONS) + tasksWithMarkers.size;
}

const ACTIONS = [
  'workflowExecutionStartedEventAttributes',
  'workflowExecutionUpdateAcceptedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'timerStartedEventAttributes',
  'activityTaskScheduledEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
  'startChildWorkflowExecutionInitiatedEventAttributes',
  'workflowExecutionContinuedAsNewEventAttributes',
] as const;

/** An event bears the attributes of its kind and no others. */
function count(events: readonly HistoryEvent[], kinds: readonly (keyof HistoryEvent)[]): number {
  return events.filter((event) => kinds.some((kind) => Boolean(event[kind]))).length;
}
