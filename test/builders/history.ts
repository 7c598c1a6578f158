import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { PerformAnswer } from '../../activities/contract.ts';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** The canonical texts of events that the latest run of a workflow was told by its steps, in order. */
export async function factsLearnt(client: Client, workflowId: string): Promise<string[]> {
  return answersIn(await client.workflow.getHandle(workflowId).fetchHistory()).flatMap((answer) =>
    'events' in answer ? [...answer.events] : [],
  );
}

function answersIn(history: History): PerformAnswer[] {
  return (history.events ?? []).flatMap((event) => {
    const results = event.markerRecordedEventAttributes?.details?.result?.payloads ?? [];
    return results.map(decoded);
  });
}

/** What our own activity returned: the contract's type, written by the SDK's converter. */
function decoded(payload: Payload): PerformAnswer {
  return defaultPayloadConverter.fromPayload<PerformAnswer>(payload);
}

/** One event a line, so that a difference can be read; without the names of the machine and process that played it. */
export function historyText(history: History): string {
  const { events } = JSON.parse(historyToJSON(history)) as { events: object[] };
  const lines = events.map((event) =>
    JSON.stringify(event, (key, value: unknown) => (key === 'identity' ? '' : value)),
  );
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

/** The payloads of a history's text, in clear: what somebody would read who looks into Temporal. */
export function payloadTexts(text: string): string[] {
  return [...text.matchAll(/"data":"([A-Za-z0-9+/=]*)"/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64').toString(),
  );
}
