import type { LocalDate } from '../calendar/local-date.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import { streamName } from '../stream.ts';
import type { CopiedLine } from '../submission/submission.ts';
import type { Paper, PrivateText, ReturnItem } from '../text.ts';

/** A submission as the level above received it: its own stream, tied to the sender's by the hash of the copy. */
export type ReceiptCommand =
  | {
      kind: 'ReceiveSubmission';
      body: { from: string; submission: string; letter: Paper; copyHash: string; lines: readonly CopiedLine[] };
    }
  | { kind: 'AcknowledgeReceipt'; body: { on: LocalDate } }
  | { kind: 'TakeLines'; body: { proposals: readonly string[]; plan: string; round: string } }
  | {
      kind: 'ReturnLines';
      body: { proposals: readonly string[]; items: readonly ReturnItem[]; dueOn: LocalDate | null };
    }
  | { kind: 'RefuseLine'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'SupplementReceived'; body: { proposal: string } }
  | { kind: 'AskWithdrawal'; body: { proposal: string; act: number } }
  | { kind: 'GrantWithdrawal'; body: { proposal: string } };

export type ReceiptEvent =
  | { kind: 'SubmissionReceived'; body: Extract<ReceiptCommand, { kind: 'ReceiveSubmission' }>['body'] }
  | { kind: 'ReceiptAcknowledged'; body: { on: LocalDate } }
  | { kind: 'LinesTaken'; body: { proposals: readonly string[]; plan: string; round: string } }
  | {
      kind: 'LinesReturned';
      body: { proposals: readonly string[]; items: readonly ReturnItem[]; dueOn: LocalDate | null };
    }
  | { kind: 'LineRefused'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'SupplementTaken'; body: { proposal: string } }
  | { kind: 'WithdrawalAsked'; body: { proposal: string; act: number } }
  | { kind: 'WithdrawalGranted'; body: { proposal: string; act: number } };

/** `open`: not yet dealt with. `returned`: waits for the sender's supplement. */
export type LineStatus = 'open' | 'taken' | 'returned' | 'refused' | 'withdrawn';

export type ReceiptState = {
  seq: number;
  phase: 'none' | 'received' | 'acknowledged';
  from: string;
  submission: string;
  copyHash: string;
  lines: readonly CopiedLine[];
  status: Readonly<Record<string, LineStatus>>;
  asked: Readonly<Record<string, number>>;
};

export const RECEIPT_TABLE = {
  ReceiveSubmission: { from: ['none'], who: ['outbox'] },
  AcknowledgeReceipt: { from: ['received'], who: ['standingOffice'] },
  TakeLines: { from: ['acknowledged'], who: ['standingOffice'] },
  ReturnLines: { from: ['acknowledged'], who: ['standingOffice'] },
  RefuseLine: { from: ['acknowledged'], who: ['standingOffice'] },
  SupplementReceived: { from: ['acknowledged'], who: ['outbox'] },
  AskWithdrawal: { from: ['received', 'acknowledged'], who: ['outbox'] },
  GrantWithdrawal: { from: ['received', 'acknowledged'], who: ['standingOffice'] },
} as const satisfies Record<ReceiptCommand['kind'], { from: readonly ReceiptState['phase'][]; who: readonly Role[] }>;

export const RECEIPT: StreamKind<ReceiptState, ReceiptCommand, ReceiptEvent, Record<string, never>> = {
  name: 'receipt',
  revision: 1,
  initial: { seq: 0, phase: 'none', from: '', submission: '', copyHash: '', lines: [], status: {}, asked: {} },
  evolve,
  decide,
  carry,
};

function evolve(state: ReceiptState, event: Recorded<ReceiptEvent>): ReceiptState {
  const { seq } = event.envelope;
  switch (event.kind) {
    case 'SubmissionReceived': {
      const { from, submission, copyHash, lines } = event.body;
      return {
        ...state,
        seq,
        phase: 'received',
        from,
        submission,
        copyHash,
        lines,
        status: marked(
          {},
          lines.map(({ proposal }) => proposal),
          'open',
        ),
      };
    }
    case 'ReceiptAcknowledged':
      return { ...state, seq, phase: 'acknowledged' };
    case 'LinesTaken':
      return { ...state, seq, status: marked(state.status, event.body.proposals, 'taken') };
    case 'LinesReturned':
      return {
        ...state,
        seq,
        status: marked(state.status, event.body.proposals, 'returned'),
        asked: without(state.asked, event.body.proposals),
      };
    case 'LineRefused':
      return { ...state, seq, status: marked(state.status, [event.body.proposal], 'refused') };
    case 'SupplementTaken':
      return {
        ...state,
        seq,
        status: marked(state.status, [event.body.proposal], 'open'),
        asked: without(state.asked, [event.body.proposal]),
      };
    case 'WithdrawalAsked':
      return { ...state, seq, asked: { ...state.asked, [event.body.proposal]: event.body.act } };
    case 'WithdrawalGranted':
      return { ...state, seq, status: marked(state.status, [event.body.proposal], 'withdrawn') };
  }
}

function marked(status: ReceiptState['status'], proposals: readonly string[], as: LineStatus): ReceiptState['status'] {
  return { ...status, ...Object.fromEntries(proposals.map((proposal) => [proposal, as])) };
}

/** An act falls when the sender's case moves: what it had asked before is no longer there to be granted. */
function without(asked: ReceiptState['asked'], proposals: readonly string[]): ReceiptState['asked'] {
  return Object.fromEntries(Object.entries(asked).filter(([proposal]) => !proposals.includes(proposal)));
}

function decide(state: ReceiptState, command: Received<ReceiptCommand>): Decision<ReceiptEvent> {
  const row = RECEIPT_TABLE[command.kind];
  const place = { command: command.kind, state: state.phase };
  if (!row.from.some((phase) => phase === state.phase)) return refuse('OUT_OF_ORDER', 'receipt', place);
  if (!row.who.some((role) => role === command.by.role))
    return refuse('WRONG_ROLE', 'receipt', { ...place, allowed: row.who });
  switch (command.kind) {
    case 'ReceiveSubmission':
      return accept({ kind: 'SubmissionReceived', body: command.body });
    case 'AcknowledgeReceipt':
      return accept({ kind: 'ReceiptAcknowledged', body: command.body });
    case 'TakeLines':
      return (
        refuseStatus(state, command.body.proposals, ['open']) ?? accept({ kind: 'LinesTaken', body: command.body })
      );
    case 'ReturnLines':
      return (
        refuseStatus(state, command.body.proposals, ['open']) ?? accept({ kind: 'LinesReturned', body: command.body })
      );
    case 'RefuseLine':
      return (
        refuseStatus(state, [command.body.proposal], ['open']) ?? accept({ kind: 'LineRefused', body: command.body })
      );
    case 'SupplementReceived':
      return (
        refuseStatus(state, [command.body.proposal], ['returned']) ??
        accept({ kind: 'SupplementTaken', body: command.body })
      );
    case 'AskWithdrawal':
      return (
        refuseStatus(state, [command.body.proposal], ['open', 'returned']) ??
        accept({ kind: 'WithdrawalAsked', body: command.body })
      );
    case 'GrantWithdrawal':
      return grant(state, command.body.proposal);
  }
}

function refuseStatus(
  state: ReceiptState,
  proposals: readonly string[],
  allowed: readonly LineStatus[],
): Decision<never> | null {
  const repeated = proposals.filter((proposal, index) => proposals.indexOf(proposal) !== index);
  if (proposals.length === 0 || repeated.length > 0)
    return refuse('LINE_UNKNOWN', 'receipt', { unknown: [], repeated });
  const lines = proposals.filter((proposal) => !allowed.some((each) => each === state.status[proposal]));
  return lines.length === 0
    ? null
    : refuse('LINE_NOT_READY', 'receipt', {
        lines: lines.map((proposal) => ({ proposal, state: state.status[proposal] ?? 'unknown' })),
      });
}

function grant(state: ReceiptState, proposal: string): Decision<ReceiptEvent> {
  const act = state.asked[proposal];
  if (act === undefined) return refuse('NO_ACT_PENDING', 'row 22', { proposal });
  return (
    refuseStatus(state, [proposal], ['open', 'returned']) ??
    accept({ kind: 'WithdrawalGranted', body: { proposal, act } })
  );
}

function carry(state: ReceiptState, event: Recorded<ReceiptEvent>): readonly Carried[] {
  const { org } = event.envelope;
  const below = (proposal: string) => ({ org: state.from, stream: streamName('proposal', proposal) });
  switch (event.kind) {
    case 'ReceiptAcknowledged':
      return state.lines.map(({ proposal }) => ({
        ...below(proposal),
        kind: 'Acknowledge',
        body: { on: event.body.on, reported: false },
      }));
    case 'LinesTaken':
      return state.lines
        .filter(({ proposal }) => event.body.proposals.includes(proposal))
        .map((line) => opened(state, line, org, event.body));
    case 'LinesReturned':
      return event.body.proposals.map((proposal) => ({
        ...below(proposal),
        kind: 'ReturnFromAbove',
        body: { items: event.body.items, dueOn: event.body.dueOn, reported: false },
      }));
    case 'LineRefused':
      return [
        {
          ...below(event.body.proposal),
          kind: 'AnswerFromAbove',
          body: { outcome: 'refused', reason: event.body.reason, reported: false },
        },
      ];
    case 'WithdrawalGranted':
      return [{ ...below(event.body.proposal), kind: 'ConfirmAct', body: { act: event.body.act } }];
    case 'SubmissionReceived':
    case 'SupplementTaken':
    case 'WithdrawalAsked':
      return [];
  }
}

function opened(
  state: ReceiptState,
  line: CopiedLine,
  org: string,
  { plan, round }: { plan: string; round: string },
): Carried {
  const lower = { org: state.from, proposal: line.proposal, submission: state.submission, copyHash: state.copyHash };
  const body = { lower, plan, round, title: line.title, subject: line.subject, dossier: line.dossier };
  return { org, stream: streamName('proposal', line.upper), kind: 'OpenFromBelow', body };
}
