import type { LocalDate } from '../calendar/local-date.ts';
import { refuseAhead } from '../day-ahead.ts';
import { type LineFact, type ListingChange, lineByProposal, notReadyToSign, refuseLines } from '../listing.ts';
import type { SubjectRef } from '../proposal/commands.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import { streamName } from '../stream.ts';
import type { Paper, PrivateText } from '../text.ts';

/** The level above, when it runs the product: its organisation and the ids that its own streams will have. */
export type Above = { org: string; receipt: string };

/** `upper` is the id of the proposal that the level above opens for this line. */
export type SubmissionLine = { line: number; proposal: string; title: string; upper: string };

/** What the level above sees of a line: enough to open its own case, never the votes. */
export type CopiedLine = {
  proposal: string;
  upper: string;
  title: string;
  subject: SubjectRef;
  dossier: string;
  round: string;
};

/** How a cover letter is quoted. */
export type LetterNumber = Pick<Paper, 'number' | 'on'>;

export type SubmissionCommand =
  | {
      kind: 'DraftSubmission';
      body: { above: Above | null; to: string; lines: readonly { proposal: string; upper: string }[] };
    }
  | { kind: 'StrikeSubmissionLine'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'SignAndSend'; body: { letter: Paper } }
  | { kind: 'DeclineSubmissionLetter'; body: { reason: PrivateText } }
  | { kind: 'CorrectLetterNumber'; body: { number: string; on: LocalDate; reason: PrivateText } };

export type SubmissionEvent =
  | { kind: 'SubmissionDrafted'; body: { above: Above | null; to: string; lines: readonly SubmissionLine[] } }
  | { kind: 'SubmissionLineStruck'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'SubmissionSent'; body: { letter: Paper; copyHash: string; copy: readonly CopiedLine[] } }
  | { kind: 'SubmissionNotSigned'; body: { reason: PrivateText } }
  | { kind: 'LetterNumberCorrected'; body: LetterNumber & { was: LetterNumber; reason: PrivateText } };

export type SubmissionState = {
  seq: number;
  phase: 'none' | 'drafted' | 'sent' | 'notSigned';
  above: Above | null;
  lines: readonly SubmissionLine[];
  /** Of the cover letter, once it is sent. */
  letter?: LetterNumber;
};

export type SubmissionFacts = {
  lines?: readonly LineFact[];
  /** The copy that goes up, and the SHA-256 of its canonical text. */
  copy?: { hash: string; lines: readonly CopiedLine[] };
};

export const SUBMISSION_TABLE = {
  DraftSubmission: { from: ['none'], who: ['standingOffice'] },
  StrikeSubmissionLine: { from: ['drafted'], who: ['standingOffice', 'authorityHead'] },
  SignAndSend: { from: ['drafted'], who: ['authorityHead'] },
  DeclineSubmissionLetter: { from: ['drafted'], who: ['authorityHead'] },
  CorrectLetterNumber: { from: ['sent'], who: ['authorityHead'] },
} as const satisfies Record<
  SubmissionCommand['kind'],
  { from: readonly SubmissionState['phase'][]; who: readonly Role[] }
>;

const TELLS_ABOVE = 2;

export const SUBMISSION: StreamKind<SubmissionState, SubmissionCommand, SubmissionEvent, SubmissionFacts> = {
  name: 'submission',
  // 2: the level above hears that the number of a letter was mended.
  revision: TELLS_ABOVE,
  initial: { seq: 0, phase: 'none', above: null, lines: [] },
  evolve,
  decide,
  carry,
};

function evolve(state: SubmissionState, event: Recorded<SubmissionEvent>): SubmissionState {
  const { seq } = event.envelope;
  switch (event.kind) {
    case 'SubmissionDrafted':
      return { ...state, seq, phase: 'drafted', above: event.body.above, lines: event.body.lines };
    case 'SubmissionLineStruck':
      return { ...state, seq, lines: state.lines.filter(({ proposal }) => proposal !== event.body.proposal) };
    case 'SubmissionSent':
      return { ...state, seq, phase: 'sent', letter: numberOf(event.body.letter) };
    case 'LetterNumberCorrected':
      return { ...state, seq, letter: numberOf(event.body) };
    case 'SubmissionNotSigned':
      return { ...state, seq, phase: 'notSigned' };
  }
}

function numberOf({ number, on }: LetterNumber): LetterNumber {
  return { number, on };
}

function decide(
  state: SubmissionState,
  command: Received<SubmissionCommand>,
  facts: SubmissionFacts,
): Decision<SubmissionEvent> {
  const row = SUBMISSION_TABLE[command.kind];
  const place = { command: command.kind, state: state.phase };
  if (!row.from.some((phase) => phase === state.phase)) return refuse('OUT_OF_ORDER', 'submission', place);
  if (!row.who.some((role) => role === command.by.role))
    return refuse('WRONG_ROLE', 'submission', { ...place, allowed: row.who });
  switch (command.kind) {
    case 'DraftSubmission':
      return draft(command, facts);
    case 'StrikeSubmissionLine':
      return strike(state, command);
    case 'SignAndSend':
      return send(state, command, facts);
    case 'DeclineSubmissionLetter':
      return accept({ kind: 'SubmissionNotSigned', body: command.body });
    case 'CorrectLetterNumber':
      return correctLetterNumber(state, command);
  }
}

function draft(
  command: Received<Extract<SubmissionCommand, { kind: 'DraftSubmission' }>>,
  { lines: found = [] }: SubmissionFacts,
): Decision<SubmissionEvent> {
  const asked = command.body.lines.map(({ proposal }) => proposal);
  const no = refuseLines(found, asked, (line) => line.state === 'passed' && line.stageKind === 'submission');
  if (no !== null) return no;
  const facts = lineByProposal(found);
  const titleOf = (proposal: string) => facts.get(proposal)?.title ?? '';
  const lines = command.body.lines.map(({ proposal, upper }, index) => ({
    line: index + 1,
    proposal,
    upper,
    title: titleOf(proposal),
  }));
  return accept({ kind: 'SubmissionDrafted', body: { above: command.body.above, to: command.body.to, lines } });
}

function strike(
  state: SubmissionState,
  command: Received<Extract<SubmissionCommand, { kind: 'StrikeSubmissionLine' }>>,
): Decision<SubmissionEvent> {
  const known = state.lines.some(({ proposal }) => proposal === command.body.proposal);
  return known
    ? accept({ kind: 'SubmissionLineStruck', body: command.body })
    : refuse('LINE_UNKNOWN', 'submission', { unknown: [command.body.proposal], repeated: [] });
}

function send(
  state: SubmissionState,
  command: Received<Extract<SubmissionCommand, { kind: 'SignAndSend' }>>,
  facts: SubmissionFacts,
): Decision<SubmissionEvent> {
  const found = facts.lines ?? [];
  const notReady = notReadyToSign(state.lines, found);
  if (notReady.length > 0 || state.lines.length === 0)
    return refuse('LINE_NOT_READY', 'submission: signed whole', {
      lines: notReady,
    });
  const appraised = found.filter((line) => line.appraisedBy === command.by.id).map((line) => line.proposal);
  if (appraised.length > 0)
    return refuse('SAME_PERSON', 'never the same person for appraising and signing', { lines: appraised });
  if (facts.copy === undefined) throw new Error('The step did not load the fact copy');
  return accept({
    kind: 'SubmissionSent',
    body: { letter: command.body.letter, copyHash: facts.copy.hash, copy: facts.copy.lines },
  });
}

/** Row 28: letters of an authority share no register here, so that no number of theirs is taken. */
function correctLetterNumber(
  { letter }: SubmissionState,
  { body, receivedAt }: Received<Extract<SubmissionCommand, { kind: 'CorrectLetterNumber' }>>,
): Decision<SubmissionEvent> {
  if (letter === undefined) throw new Error('A submission that was sent has lost its letter');
  if (letter.number === body.number && letter.on === body.on)
    return refuse('NOTHING_TO_CORRECT', 'row 28: after an entry', { entered: letter });
  return (
    refuseAhead(body.on, receivedAt, 'row 28') ??
    accept({ kind: 'LetterNumberCorrected', body: { ...body, was: letter } })
  );
}

function carry(state: SubmissionState, event: Recorded<SubmissionEvent>): readonly Carried[] {
  const { org, stream: submission } = event.envelope;
  const to = (proposal: string) => ({ org, stream: streamName('proposal', proposal) });
  switch (event.kind) {
    case 'SubmissionDrafted':
      return event.body.lines.map(({ proposal, line }) => ({
        ...to(proposal),
        kind: 'ListOnSubmission',
        body: { submission, line },
      }));
    case 'SubmissionLineStruck':
      return [
        { ...to(event.body.proposal), kind: 'StrikeFromSubmission', body: { submission, reason: event.body.reason } },
      ];
    case 'SubmissionNotSigned':
      return state.lines.map(({ proposal }) => ({
        ...to(proposal),
        kind: 'DeclineSubmission',
        body: { submission, reason: event.body.reason },
      }));
    case 'LetterNumberCorrected':
      return [
        ...state.lines.map(({ proposal }) => ({
          ...to(proposal),
          kind: 'CorrectNumber',
          body: { list: submission, ...event.body },
        })),
        ...mendedAbove(state, event),
      ];
    case 'SubmissionSent':
      return [...sentUp(state, event, org), ...received(state, event, org)];
  }
}

type Sent = Recorded<Extract<SubmissionEvent, { kind: 'SubmissionSent' }>>;

function sentUp(state: SubmissionState, event: Sent, org: string): Carried[] {
  const { letter, copyHash } = event.body;
  return state.lines.map(({ proposal, upper }) => ({
    org,
    stream: streamName('proposal', proposal),
    kind: 'SendUp',
    body: {
      submission: event.envelope.stream,
      letter,
      copyHash,
      above: state.above === null ? null : { ...state.above, upper },
    },
  }));
}

/** The level above opens its own stream; the hash of the copy ties the two. */
function received(state: SubmissionState, event: Sent, org: string): Carried[] {
  if (state.above === null) return [];
  const { letter, copyHash, copy } = event.body;
  const body = { from: org, submission: event.envelope.stream, letter, copyHash, lines: copy };
  return [
    { org: state.above.org, stream: streamName('receipt', state.above.receipt), kind: 'ReceiveSubmission', body },
  ];
}

/** What was received stays as it came; beside it stands how the letter is to be quoted. */
function mendedAbove(
  { above }: SubmissionState,
  { body, envelope }: Recorded<Extract<SubmissionEvent, { kind: 'LetterNumberCorrected' }>>,
): Carried[] {
  if (above === null || envelope.revision < TELLS_ABOVE) return [];
  return [{ org: above.org, stream: streamName('receipt', above.receipt), kind: 'CorrectReceivedLetter', body }];
}

export function submissionListings(event: Recorded<SubmissionEvent>, state: SubmissionState): readonly ListingChange[] {
  const list = event.envelope.stream;
  const change = (proposal: string, status: ListingChange['status']): ListingChange => ({
    proposal,
    kind: 'submission',
    list,
    status,
  });
  if (event.kind === 'SubmissionDrafted') return event.body.lines.map(({ proposal }) => change(proposal, 'claimed'));
  if (event.kind === 'SubmissionSent') return state.lines.map(({ proposal }) => change(proposal, 'signed'));
  return event.kind === 'SubmissionLineStruck' ? [change(event.body.proposal, 'void')] : [];
}
