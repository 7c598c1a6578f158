import { endOfDay, type LocalDate } from '../calendar/local-date.ts';
import { refuseAhead } from '../day-ahead.ts';
import { repeatedIn } from '../listing.ts';
import { accept, type Decision, type RefusalCode, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import { streamName } from '../stream.ts';
import type { CopiedLine, LetterNumber } from '../submission/submission.ts';
import type { EvidenceItem, Paper, PrivateText, ReturnItem } from '../text.ts';

/** A submission as the level above received it: its own stream, tied to the sender's by the hash of the copy. */
export type ReceiptCommand =
  | {
      kind: 'ReceiveSubmission';
      body: { from: string; submission: string; letter: Paper; copyHash: string; lines: readonly CopiedLine[] };
    }
  | { kind: 'CorrectReceivedLetter'; body: MendedLetter }
  | { kind: 'AcknowledgeReceipt'; body: { on: LocalDate } }
  | { kind: 'TakeLines'; body: { proposals: readonly string[]; plan: string; round: string } }
  | {
      kind: 'ReturnLines';
      body: { proposals: readonly string[]; items: readonly ReturnItem[]; dueOn: LocalDate | null };
    }
  | { kind: 'RefuseLine'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'RedecideLine'; body: Complaint & { upheld: boolean } }
  | { kind: 'PutLineBack'; body: { proposal: string; code: RefusalCode; rule: string } }
  | { kind: 'SupplementReceived'; body: { proposal: string; evidence: readonly EvidenceItem[] } }
  | { kind: 'AskWithdrawal'; body: { proposal: string } & Wish }
  | { kind: 'GrantWithdrawal'; body: { proposal: string } }
  | { kind: 'DeclineWithdrawal'; body: { proposal: string; reason: PrivateText } };

/** The sender typed the number of its letter wrongly. */
type MendedLetter = LetterNumber & { was: LetterNumber; reason: PrivateText };

/** The authority that answers for a refused line looks at it again (proposal-life.md row 31). */
type Complaint = { proposal: string; complaint: Paper; grounds: PrivateText };

/** The sender's authority asks for a case back: the number of the act there, and why. */
type Wish = { act: number; reason: PrivateText };

export type ReceiptEvent =
  | { kind: 'SubmissionReceived'; body: Extract<ReceiptCommand, { kind: 'ReceiveSubmission' }>['body'] }
  | { kind: 'ReceivedLetterCorrected'; body: MendedLetter }
  | { kind: 'ReceiptAcknowledged'; body: { on: LocalDate } }
  | { kind: 'LinesTaken'; body: { proposals: readonly string[]; plan: string; round: string } }
  | {
      kind: 'LinesReturned';
      body: { proposals: readonly string[]; items: readonly ReturnItem[]; dueOn: LocalDate | null };
    }
  | { kind: 'LineRefused'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'LineRedecided'; body: Complaint & { returned: boolean } }
  | { kind: 'LineComplaintDismissed'; body: Complaint }
  | { kind: 'LinePutBack'; body: { proposal: string; code: RefusalCode; rule: string } }
  | { kind: 'SupplementTaken'; body: { proposal: string; evidence: readonly EvidenceItem[] } }
  | { kind: 'WithdrawalAsked'; body: { proposal: string } & Wish }
  | { kind: 'WithdrawalGranted'; body: { proposal: string; act: number } }
  | { kind: 'WithdrawalDeclined'; body: { proposal: string; act: number; reason: PrivateText } };

/** `open`: not yet dealt with. `returned`: waits for the sender's supplement. `taken`: lives in a case of its own. */
export type LineStatus = 'open' | 'taken' | 'returned' | 'refused' | 'withdrawn';

export type ReceiptState = {
  seq: number;
  phase: 'none' | 'received' | 'acknowledged';
  from: string;
  submission: string;
  /** As its sender quotes it now; absent before there is one. */
  letter?: LetterNumber;
  copyHash: string;
  lines: readonly CopiedLine[];
  status: Readonly<Record<string, LineStatus>>;
  /** Wishes not yet answered: they stand through every return and supplement (ADR 0007). */
  asked: Readonly<Record<string, Wish>>;
  /** The last wish of each line that was declined here: its echo, still on its way, is not asked anew (ADR 0007). */
  declined: Readonly<Record<string, number>>;
  /** Lines that were refused while they waited for a supplement that has not come: opened again, they wait as before. */
  refusedReturned: readonly string[];
  /** Lines that could not be taken, by the code of the refusal. */
  putBack: Readonly<Record<string, RefusalCode>>;
};

export const RECEIPT_TABLE = {
  ReceiveSubmission: { from: ['none'], who: ['outbox'] },
  CorrectReceivedLetter: { from: ['received', 'acknowledged'], who: ['outbox'] },
  AcknowledgeReceipt: { from: ['received'], who: ['standingOffice'] },
  TakeLines: { from: ['acknowledged'], who: ['standingOffice'] },
  ReturnLines: { from: ['acknowledged'], who: ['standingOffice'] },
  RefuseLine: { from: ['acknowledged'], who: ['standingOffice'] },
  RedecideLine: { from: ['acknowledged'], who: ['authorityHead'] },
  PutLineBack: { from: ['acknowledged'], who: ['outbox'] },
  SupplementReceived: { from: ['acknowledged'], who: ['outbox'] },
  AskWithdrawal: { from: ['received', 'acknowledged'], who: ['outbox'] },
  GrantWithdrawal: { from: ['received', 'acknowledged'], who: ['standingOffice'] },
  DeclineWithdrawal: { from: ['received', 'acknowledged'], who: ['standingOffice'] },
} as const satisfies Record<ReceiptCommand['kind'], { from: readonly ReceiptState['phase'][]; who: readonly Role[] }>;

/** From this revision on the case below hears of each supplement that is taken while its line is here. */
const ACKNOWLEDGES = 3;

export const RECEIPT: StreamKind<ReceiptState, ReceiptCommand, ReceiptEvent, Record<string, never>> = {
  name: 'receipt',
  // 2: returned lines are due on a day that is still ahead. 3: a wish that was declined is not asked anew by its echo, and
  // a supplement is acknowledged. 4: a supplement is taken though the line does not wait for it, since it may have been
  // sent before that was heard below.
  revision: 4,
  initial: {
    seq: 0,
    phase: 'none',
    from: '',
    submission: '',
    copyHash: '',
    lines: [],
    status: {},
    asked: {},
    declined: {},
    refusedReturned: [],
    putBack: {},
  },
  evolve,
  decide,
  carry,
};

function evolve(state: ReceiptState, event: Recorded<ReceiptEvent>): ReceiptState {
  const { seq } = event.envelope;
  switch (event.kind) {
    case 'SubmissionReceived': {
      const { from, submission, letter, copyHash, lines } = event.body;
      return {
        ...state,
        seq,
        phase: 'received',
        from,
        submission,
        letter: quoted(letter),
        copyHash,
        lines,
        status: marked(
          {},
          lines.map(({ proposal }) => proposal),
          'open',
        ),
      };
    }
    case 'ReceivedLetterCorrected':
      return { ...state, seq, letter: quoted(event.body) };
    case 'ReceiptAcknowledged':
      return { ...state, seq, phase: 'acknowledged' };
    case 'LinesTaken':
      return { ...state, seq, status: marked(state.status, event.body.proposals, 'taken') };
    case 'LinePutBack': {
      const { proposal, code } = event.body;
      const putBack = { ...state.putBack, [proposal]: code };
      return { ...state, seq, status: marked(state.status, [proposal], 'open'), putBack };
    }
    case 'LinesReturned':
      return { ...state, seq, status: marked(state.status, event.body.proposals, 'returned') };
    case 'LineRefused': {
      const { proposal } = event.body;
      const others = state.refusedReturned.filter((each) => each !== proposal);
      const refusedReturned = state.status[proposal] === 'returned' ? [...others, proposal] : others;
      return { ...state, seq, status: marked(state.status, [proposal], 'refused'), refusedReturned };
    }
    case 'LineRedecided': {
      const { proposal, returned } = event.body;
      return { ...state, seq, status: marked(state.status, [proposal], returned ? 'returned' : 'open') };
    }
    case 'LineComplaintDismissed':
      return { ...state, seq };
    case 'SupplementTaken': {
      const { proposal } = event.body;
      const returned = state.status[proposal] === 'returned';
      const status = returned ? marked(state.status, [proposal], 'open') : state.status;
      return { ...state, seq, status, refusedReturned: state.refusedReturned.filter((each) => each !== proposal) };
    }
    case 'WithdrawalAsked': {
      const { proposal, act, reason } = event.body;
      return { ...state, seq, asked: { ...state.asked, [proposal]: { act, reason } } };
    }
    case 'WithdrawalGranted': {
      const { proposal } = event.body;
      const status = marked(state.status, [proposal], 'withdrawn');
      return { ...state, seq, status, asked: without(state.asked, proposal) };
    }
    case 'WithdrawalDeclined': {
      const { proposal, act } = event.body;
      const declined = { ...state.declined, [proposal]: act };
      return { ...state, seq, asked: without(state.asked, proposal), declined };
    }
  }
}

function quoted({ number, on }: LetterNumber): LetterNumber {
  return { number, on };
}

function marked(status: ReceiptState['status'], proposals: readonly string[], as: LineStatus): ReceiptState['status'] {
  return { ...status, ...Object.fromEntries(proposals.map((proposal) => [proposal, as])) };
}

function without(asked: ReceiptState['asked'], answered: string): ReceiptState['asked'] {
  return Object.fromEntries(Object.entries(asked).filter(([proposal]) => proposal !== answered));
}

/** Whether a wish for this line is answered here: a line that was taken is answered by its own case. */
export function isAskedHere({ asked, status }: ReceiptState, proposal: string): boolean {
  return proposal in asked && (status[proposal] === 'open' || status[proposal] === 'returned');
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
    case 'CorrectReceivedLetter':
      return accept({ kind: 'ReceivedLetterCorrected', body: command.body });
    case 'AcknowledgeReceipt':
      return accept({ kind: 'ReceiptAcknowledged', body: command.body });
    case 'TakeLines':
      return (
        refuseStatus(state, command.body.proposals, ['open']) ?? accept({ kind: 'LinesTaken', body: command.body })
      );
    case 'ReturnLines':
      return (
        refuseStatus(state, command.body.proposals, ['open']) ??
        refusePast(command.body.dueOn, command.receivedAt) ??
        accept({ kind: 'LinesReturned', body: command.body })
      );
    case 'RefuseLine':
      return (
        refuseStatus(state, [command.body.proposal], ['open', 'returned']) ??
        accept({ kind: 'LineRefused', body: command.body })
      );
    case 'RedecideLine':
      return (
        refuseStatus(state, [command.body.proposal], ['refused']) ??
        refuseAhead(command.body.complaint.on, command.receivedAt, 'row 31') ??
        accept(redecided(state, command.body))
      );
    case 'PutLineBack':
      return (
        refuseStatus(state, [command.body.proposal], ['taken']) ?? accept({ kind: 'LinePutBack', body: command.body })
      );
    case 'SupplementReceived':
      return (
        refuseStatus(state, [command.body.proposal], ['open', 'returned', 'taken', 'refused']) ??
        accept({ kind: 'SupplementTaken', body: command.body })
      );
    case 'AskWithdrawal':
      return (
        refuseStatus(state, [command.body.proposal], ['open', 'returned', 'taken']) ??
        refuseEcho(state, command.body) ??
        accept({ kind: 'WithdrawalAsked', body: command.body })
      );
    case 'GrantWithdrawal':
      return answer(state, command.body.proposal, ({ act }) => ({
        kind: 'WithdrawalGranted',
        body: { proposal: command.body.proposal, act },
      }));
    case 'DeclineWithdrawal':
      return answer(state, command.body.proposal, ({ act }) => ({
        kind: 'WithdrawalDeclined',
        body: { ...command.body, act },
      }));
  }
}

function redecided({ refusedReturned }: ReceiptState, body: Complaint & { upheld: boolean }): ReceiptEvent {
  const { upheld, ...complaint } = body;
  if (!upheld) return { kind: 'LineComplaintDismissed', body: complaint };
  return { kind: 'LineRedecided', body: { ...complaint, returned: refusedReturned.includes(complaint.proposal) } };
}

function refuseStatus(
  state: ReceiptState,
  proposals: readonly string[],
  allowed: readonly LineStatus[],
): Decision<never> | null {
  const repeated = repeatedIn(proposals);
  if (proposals.length === 0 || repeated.length > 0)
    return refuse('LINE_UNKNOWN', 'receipt', { unknown: [], repeated });
  const lines = proposals.filter((proposal) => !allowed.some((each) => each === state.status[proposal]));
  return lines.length === 0
    ? null
    : refuse('LINE_NOT_READY', 'receipt', {
        lines: lines.map((proposal) => ({ proposal, state: state.status[proposal] ?? 'unknown' })),
      });
}

function refusePast(dueOn: LocalDate | null, now: number): Decision<never> | null {
  return dueOn !== null && endOfDay(dueOn) <= now ? refuse('DUE_IN_THE_PAST', 'row 19', { dueOn }) : null;
}

function refuseEcho({ declined }: ReceiptState, { proposal, act }: { proposal: string; act: number }) {
  const known = declined[proposal] ?? 0;
  return act <= known ? refuse('OLDER_THAN_KNOWN', 'row 22: a wish that was declined', { known, asked: act }) : null;
}

function answer(state: ReceiptState, proposal: string, event: (wish: Wish) => ReceiptEvent): Decision<ReceiptEvent> {
  const wish = state.asked[proposal];
  if (wish === undefined) return refuse('NO_ACT_PENDING', 'row 22', { proposal });
  return refuseStatus(state, [proposal], ['open', 'returned']) ?? accept(event(wish));
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
      return linesNamed(state, event.body.proposals).flatMap((line) => [
        opened(state, line, org, event.body),
        ...asked(state, line, org),
      ]);
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
    case 'LineRedecided':
      return [{ ...below(event.body.proposal), kind: 'ReopenFromAbove', body: { returned: event.body.returned } }];
    case 'WithdrawalGranted':
      return [{ ...below(event.body.proposal), kind: 'ConfirmAct', body: { act: event.body.act } }];
    case 'WithdrawalDeclined': {
      const { proposal, act, reason } = event.body;
      return [{ ...below(proposal), kind: 'DeclineAct', body: { act, reason } }];
    }
    case 'SupplementTaken': {
      const { proposal, evidence } = event.body;
      // Said each time: of a line that was refused and opened again meanwhile, the case below waits to supplement it.
      if (state.status[proposal] === 'open' && event.envelope.revision >= ACKNOWLEDGES)
        return [{ ...below(proposal), kind: 'AcknowledgeSupplement', body: {} }];
      return takenLine(state, proposal).map((line) => ({
        ...upper(line, org),
        kind: 'SupplementFromBelow',
        body: { evidence },
      }));
    }
    case 'WithdrawalAsked':
      return takenLine(state, event.body.proposal).flatMap((line) => asked(state, line, org));
    case 'SubmissionReceived':
    case 'ReceivedLetterCorrected':
    case 'LinePutBack':
    case 'LineComplaintDismissed':
      return [];
  }
}

function linesNamed({ lines }: ReceiptState, proposals: readonly string[]): readonly CopiedLine[] {
  const named = new Set(proposals);
  return lines.filter(({ proposal }) => named.has(proposal));
}

/** What the sender says of a line that was taken concerns the case that it became. */
function takenLine({ lines, status }: ReceiptState, proposal: string): readonly CopiedLine[] {
  return status[proposal] === 'taken' ? lines.filter((line) => line.proposal === proposal) : [];
}

function upper(line: CopiedLine, org: string) {
  return { org, stream: streamName('proposal', line.upper) };
}

/** A wish that was not answered before the line was taken goes on to the case. */
function asked(state: ReceiptState, line: CopiedLine, org: string): Carried[] {
  const wish = state.asked[line.proposal];
  return wish === undefined ? [] : [{ ...upper(line, org), kind: 'AskWithdrawalFromBelow', body: wish }];
}

function opened(
  state: ReceiptState,
  line: CopiedLine,
  org: string,
  { plan, round }: { plan: string; round: string },
): Carried {
  const lower = { org: state.from, proposal: line.proposal, submission: state.submission, copyHash: state.copyHash };
  const body = { lower, plan, round, title: line.title, subject: line.subject, dossier: line.dossier };
  return { ...upper(line, org), kind: 'OpenFromBelow', body };
}
