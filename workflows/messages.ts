import { kindOf } from '../domain/stream.ts';

/** The public vocabulary of the workflows: all that a sender needs to know of them. */

export const TASK_QUEUE = 'award-years';

/** A workflow's whole input: what it is and what happened, it reads from the ledger. */
export type StreamInput = { org: string; stream: string };

/** The one Update: a command that already stands in its row. The Update's id is the command's. */
export const PERFORM_UPDATE = 'perform';

/** `after`: the instant from which mornings are counted, epoch ms; first that of the plan's publication. */
export type RemindersInput = { org: string; plan: string; after: number };

/** Opaque: an organisation's key and a random id, never a name or a title. */
export function workflowIdOf(org: string, stream: string): string {
  return `${org}/${stream}`;
}

export function remindersIdOf(org: string, plan: string): string {
  return `${org}/reminders/${plan}`;
}

/** One for the installation. */
export const BEACON_ID = 'beacon';
export const NOTE_SIGNAL = 'note';

/** Names of the workflow functions, as they are registered. Permanent: running workflows carry them. */
export const WORKFLOW_TYPES = {
  year: 'awardYearWorkflow',
  proposal: 'proposalWorkflow',
  decision: 'decisionWorkflow',
  submission: 'submissionWorkflow',
  reminders: 'remindersWorkflow',
  beacon: 'beaconWorkflow',
} as const;

export function workflowTypeOf(stream: string): string {
  const kind = kindOf(stream);
  switch (kind) {
    case 'year':
    case 'proposal':
    case 'decision':
    case 'submission':
      return WORKFLOW_TYPES[kind];
    case 'session':
    case 'unitRound':
    case 'receipt':
    case 'office':
      throw new Error(`A ${kind} is a row with a history: it has no workflow`);
  }
}
