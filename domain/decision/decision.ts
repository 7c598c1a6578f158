import { dateOf, type LocalDate } from '../calendar/local-date.ts';
import { refuseFollowed } from '../followed-on.ts';
import type { StreamRef } from '../ledger/envelope.ts';
import { type LineFact, type ListingChange, lineByProposal, notReadyToSign, refuseLines } from '../listing.ts';
import { accept, type Decision as Outcome, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import { streamName } from '../stream.ts';
import type { PrivateText } from '../text.ts';

/** A line of the list, frozen when the decision is drafted. */
export type DecisionLine = { line: number; proposal: string; title: string };

/** As it stands in the authority’s register. */
export type Numbered = { number: string; on: LocalDate };

/** `kind` names the register that the number comes from, e.g. QĐ-UBND. */
export type DecisionCommand =
  | { kind: 'DraftDecision'; body: { authority: string; register: string; proposals: readonly string[] } }
  | { kind: 'StrikeLine'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'SignDecision'; body: Record<string, never> }
  | { kind: 'DeclineDecision'; body: { reason: PrivateText } }
  | { kind: 'NumberDecision'; body: Numbered }
  | { kind: 'CorrectNumber'; body: Numbered & { reason: PrivateText } };

export type DecisionEvent =
  | { kind: 'DecisionDrafted'; body: { authority: string; register: string; lines: readonly DecisionLine[] } }
  | { kind: 'LineStruck'; body: { proposal: string; reason: PrivateText } }
  | { kind: 'DecisionSigned'; body: { lines: readonly DecisionLine[] } }
  | { kind: 'DecisionDeclined'; body: { reason: PrivateText } }
  | { kind: 'DecisionNumbered'; body: Numbered }
  | { kind: 'NumberCorrected'; body: Numbered & { was: Numbered; reason: PrivateText } };

export type DecisionState = {
  seq: number;
  phase: 'none' | 'drafted' | 'signed' | 'numbered' | 'declined';
  authority: string;
  register: string;
  lines: readonly DecisionLine[];
  /** The local day of the signature; null before it. */
  signedOn: LocalDate | null;
  /** Absent until it is numbered. */
  numbered?: Numbered;
};

export type DecisionFacts = {
  lines?: readonly LineFact[];
  /** Stream of the decision that already bears this number in the authority's register and local year. */
  numberTakenBy?: string | null;
  /** Papers that bore it before and were corrected, each at an event at which it no longer did. */
  numberLeftBy?: readonly StreamRef[];
  /** CorrectNumber: the first day on which an award of it was handed out, or corrected or undone by another paper. */
  followedOn?: LocalDate | null;
};

export const DECISION_TABLE = {
  DraftDecision: { from: ['none'], who: ['standingOffice'] },
  StrikeLine: { from: ['drafted'], who: ['standingOffice', 'authorityHead'] },
  SignDecision: { from: ['drafted'], who: ['authorityHead'] },
  DeclineDecision: { from: ['drafted'], who: ['authorityHead'] },
  NumberDecision: { from: ['signed'], who: ['standingOffice'] },
  CorrectNumber: { from: ['numbered'], who: ['standingOffice'] },
} as const satisfies Record<DecisionCommand['kind'], { from: readonly DecisionState['phase'][]; who: readonly Role[] }>;

export const DECISION: StreamKind<DecisionState, DecisionCommand, DecisionEvent, DecisionFacts> = {
  name: 'decision',
  // 2: a number's day is between the signature and the entry.
  revision: 2,
  initial: { seq: 0, phase: 'none', authority: '', register: '', lines: [], signedOn: null },
  evolve,
  decide,
  carry,
};

function evolve(state: DecisionState, event: Recorded<DecisionEvent>): DecisionState {
  const { seq, receivedAt } = event.envelope;
  switch (event.kind) {
    case 'DecisionDrafted':
      return { ...state, seq, phase: 'drafted', ...event.body };
    case 'LineStruck':
      return { ...state, seq, lines: state.lines.filter(({ proposal }) => proposal !== event.body.proposal) };
    case 'DecisionSigned':
      return { ...state, seq, phase: 'signed', signedOn: dateOf(receivedAt) };
    case 'DecisionDeclined':
      return { ...state, seq, phase: 'declined' };
    case 'DecisionNumbered':
    case 'NumberCorrected': {
      const { number, on } = event.body;
      return { ...state, seq, phase: 'numbered', numbered: { number, on } };
    }
  }
}

function decide(
  state: DecisionState,
  command: Received<DecisionCommand>,
  facts: DecisionFacts,
): Outcome<DecisionEvent> {
  const row = DECISION_TABLE[command.kind];
  const place = { command: command.kind, state: state.phase };
  if (command.kind === 'NumberDecision' && state.phase === 'drafted')
    return refuse('NUMBER_BEFORE_SIGNATURE', 'a number is given once, after signing', place);
  if (!row.from.some((phase) => phase === state.phase)) return refuse('OUT_OF_ORDER', 'decision', place);
  if (!row.who.some((role) => role === command.by.role))
    return refuse('WRONG_ROLE', 'decision', { ...place, allowed: row.who });
  switch (command.kind) {
    case 'DraftDecision':
      return draft(command, facts);
    case 'StrikeLine':
      return strike(state, command);
    case 'SignDecision':
      return sign(state, command, facts);
    case 'DeclineDecision':
      return accept({ kind: 'DecisionDeclined', body: command.body });
    case 'NumberDecision':
      return number(state, command, facts);
    case 'CorrectNumber':
      return correctNumber(state, command, facts);
  }
}

function draft(
  command: Received<Extract<DecisionCommand, { kind: 'DraftDecision' }>>,
  { lines: found = [] }: DecisionFacts,
): Outcome<DecisionEvent> {
  const no = refuseLines(
    found,
    command.body.proposals,
    (line) => line.state === 'passed' && line.stageKind === 'decision',
  );
  if (no !== null) return no;
  const facts = lineByProposal(found);
  const titleOf = (proposal: string) => facts.get(proposal)?.title ?? '';
  const lines = command.body.proposals.map((proposal, index) => ({
    line: index + 1,
    proposal,
    title: titleOf(proposal),
  }));
  return accept({
    kind: 'DecisionDrafted',
    body: { authority: command.body.authority, register: command.body.register, lines },
  });
}

function strike(
  state: DecisionState,
  command: Received<Extract<DecisionCommand, { kind: 'StrikeLine' }>>,
): Outcome<DecisionEvent> {
  const known = state.lines.some(({ proposal }) => proposal === command.body.proposal);
  return known
    ? accept({ kind: 'LineStruck', body: command.body })
    : refuse('LINE_UNKNOWN', 'decision', { unknown: [command.body.proposal], repeated: [] });
}

/** Signed whole: a line that no longer qualifies blocks signing until it is struck; an appraiser never signs. */
function sign(state: DecisionState, command: Received<DecisionCommand>, facts: DecisionFacts): Outcome<DecisionEvent> {
  const found = facts.lines ?? [];
  const notReady = notReadyToSign(state.lines, found);
  if (notReady.length > 0 || state.lines.length === 0)
    return refuse('LINE_NOT_READY', 'decision: signed whole', {
      lines: notReady,
    });
  const appraised = found.filter((line) => line.appraisedBy === command.by.id).map((line) => line.proposal);
  if (appraised.length > 0)
    return refuse('SAME_PERSON', 'never the same person for appraising and signing', { lines: appraised });
  return accept({ kind: 'DecisionSigned', body: { lines: state.lines } });
}

/** The authority's own register gives the number: unique per authority, kind of paper and local year. */
function number(
  state: DecisionState,
  command: Received<Extract<DecisionCommand, { kind: 'NumberDecision' }>>,
  facts: DecisionFacts,
): Outcome<DecisionEvent> {
  return refuseNumber(state, command, facts) ?? accept({ kind: 'DecisionNumbered', body: command.body });
}

/** Row 28: typed wrongly, and mended beside the old one, which another paper may bear from then on. */
function correctNumber(
  state: DecisionState,
  command: Received<Extract<DecisionCommand, { kind: 'CorrectNumber' }>>,
  facts: DecisionFacts,
): Outcome<DecisionEvent> {
  const { numbered: was } = state;
  const { body } = command;
  if (was === undefined) throw new Error('A decision that was numbered has lost its number');
  if (was.number === body.number && was.on === body.on)
    return refuse('NOTHING_TO_CORRECT', 'row 28: after an entry', { entered: was });
  return (
    refuseNumber(state, command, facts) ??
    refuseFollowed(body.on, facts.followedOn ?? null) ??
    accept({ kind: 'NumberCorrected', body: { ...body, was } })
  );
}

function refuseNumber(
  { signedOn }: DecisionState,
  { body, receivedAt }: Received<Extract<DecisionCommand, { kind: 'NumberDecision' | 'CorrectNumber' }>>,
  { numberTakenBy = null }: DecisionFacts,
): Outcome<never> | null {
  const { number, on } = body;
  const receivedOn = dateOf(receivedAt);
  if ((signedOn !== null && on < signedOn) || on > receivedOn)
    return refuse('NUMBER_DAY_IMPOSSIBLE', 'a number is given after signing, on a day that has come', {
      on,
      signedOn,
      receivedOn,
    });
  return numberTakenBy === null ? null : refuse('NUMBER_TAKEN', 'authority’s register', { number, by: numberTakenBy });
}

function carry(state: DecisionState, event: Recorded<DecisionEvent>): readonly Carried[] {
  const { org, stream: decision } = event.envelope;
  const to = (proposal: string) => ({ org, stream: streamName('proposal', proposal) });
  switch (event.kind) {
    case 'DecisionDrafted':
      return event.body.lines.map(({ proposal, line }) => ({
        ...to(proposal),
        kind: 'ListOnDecision',
        body: { decision, line },
      }));
    case 'LineStruck':
      return [
        { ...to(event.body.proposal), kind: 'StrikeFromDecision', body: { decision, reason: event.body.reason } },
      ];
    case 'DecisionDeclined':
      return state.lines.map(({ proposal }) => ({
        ...to(proposal),
        kind: 'DeclineAward',
        body: { decision, reason: event.body.reason },
      }));
    case 'DecisionNumbered':
      return state.lines.map(({ proposal }) => ({
        ...to(proposal),
        kind: 'GrantAward',
        body: { decision, number: event.body.number, on: event.body.on },
      }));
    case 'NumberCorrected':
      return state.lines.map(({ proposal }) => ({
        ...to(proposal),
        kind: 'CorrectNumber',
        body: { list: decision, ...event.body },
      }));
    case 'DecisionSigned':
      return [];
  }
}

export function decisionListings(event: Recorded<DecisionEvent>): readonly ListingChange[] {
  const list = event.envelope.stream;
  const change = (proposal: string, status: ListingChange['status']): ListingChange => ({
    proposal,
    kind: 'decision',
    list,
    status,
  });
  if (event.kind === 'DecisionDrafted') return event.body.lines.map(({ proposal }) => change(proposal, 'claimed'));
  if (event.kind === 'DecisionSigned') return event.body.lines.map(({ proposal }) => change(proposal, 'signed'));
  return event.kind === 'LineStruck' ? [change(event.body.proposal, 'void')] : [];
}
