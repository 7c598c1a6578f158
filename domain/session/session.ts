import type { LocalDate } from '../calendar/local-date.ts';
import { refuseAhead } from '../day-ahead.ts';
import { type LineFact, type ListingChange, notAmong, refuseLines, repeatedIn } from '../listing.ts';
import type { CouncilRegulation } from '../plan/plan.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import { streamName } from '../stream.ts';
import type { Paper, PrivateText } from '../text.ts';
import { isPossible, judge, outcomeOf, votesCast } from '../voting.ts';
import {
  type CorrectionCommand,
  type CorrectionEvent,
  type CorrectionFacts,
  type Corrections,
  correct,
  withCorrection,
} from './corrected-result.ts';
import type { AgendaLine, EnteredLine, JudgedLine } from './lines.ts';
import type { Meeting } from './meeting.ts';
import { judgesOf, seatsFor } from './regulation.ts';
import { type DayCommand, type DayEvent, type DayFacts, enterDay, move, refuseBefore } from './session-day.ts';

export type SessionCommand =
  | { kind: 'CallSession'; body: { meeting: Meeting; heldOn: LocalDate; proposals: readonly string[] } }
  | { kind: 'EnterResult'; body: { lines: readonly EnteredLine[]; minutes: Paper } }
  | { kind: 'ConfirmResult'; body: { act: number } }
  | { kind: 'DeclineResult'; body: { act: number; reason: PrivateText } }
  | DayCommand
  | CorrectionCommand;

export type SessionEvent =
  | { kind: 'SessionCalled'; body: { meeting: Meeting; heldOn: LocalDate; lines: readonly AgendaLine[] } }
  | { kind: 'ResultEntered'; body: { lines: readonly EnteredLine[]; minutes: Paper } }
  | { kind: 'ResultDeclined'; body: { act: number; reason: PrivateText } }
  | {
      kind: 'ResultConfirmed';
      body: {
        enteredBy: string;
        lines: readonly JudgedLine[];
        minutes: Paper;
        /** The constitution of the council that it sat under; null where none is on record, absent before there were any. */
        satUnder?: number | null;
      };
    }
  | DayEvent
  | CorrectionEvent;

export type SessionState = {
  seq: number;
  phase: 'none' | 'called' | 'entered' | 'closed' | 'correcting';
  meeting: Meeting | null;
  heldOn: LocalDate | null;
  lines: readonly AgendaLine[];
  entered: { seq: number; by: string; lines: readonly EnteredLine[]; minutes: Paper } | null;
  satUnder: number | null;
} & Corrections;

export type SessionFacts = { lines?: readonly LineFact[] } & CorrectionFacts & DayFacts;

/** Phases × commands × roles: the agenda, the entry and its correction by the secretary, the confirmation by the chair. */
export const SESSION_TABLE = {
  CallSession: { from: ['none'], who: ['councilSecretary'] },
  MoveSession: { from: ['called'], who: ['councilSecretary'] },
  EnterResult: { from: ['called'], who: ['councilSecretary'] },
  ConfirmResult: { from: ['entered'], who: ['councilChair'] },
  DeclineResult: { from: ['entered'], who: ['councilChair'] },
  CorrectResult: { from: ['closed'], who: ['councilSecretary'] },
  CorrectDay: { from: ['closed'], who: ['councilSecretary'] },
  ConfirmCorrection: { from: ['correcting'], who: ['councilChair'] },
  DeclineCorrection: { from: ['correcting'], who: ['councilChair'] },
  PutCorrectionBack: { from: ['closed', 'correcting'], who: ['outbox'] },
} as const satisfies Record<SessionCommand['kind'], { from: readonly SessionState['phase'][]; who: readonly string[] }>;

export const SESSION: StreamKind<SessionState, SessionCommand, SessionEvent, SessionFacts> = {
  name: 'session',
  // 3: each line is judged by the regulation of its own plan. 4: a result is entered once the session has been held.
  // 5: it is judged by the constitution in force on its day, and names it. 6: that day is before none of its cases.
  // 7: a correction names the constitution that it was judged by. 8: its day is before nothing that brought a case there again.
  // 9: a day is moved, or corrected by two.
  revision: 9,
  initial: { seq: 0, phase: 'none', meeting: null, heldOn: null, lines: [], entered: null, satUnder: null },
  evolve,
  decide,
  carry,
};

function evolve(state: SessionState, event: Recorded<SessionEvent>): SessionState {
  const { seq, actor } = event.envelope;
  switch (event.kind) {
    case 'SessionCalled': {
      const { meeting, heldOn, lines } = event.body;
      return { ...state, seq, phase: 'called', meeting, heldOn, lines };
    }
    case 'SessionMoved':
      return { ...state, seq, heldOn: event.body.heldOn };
    case 'ResultEntered':
      return { ...state, seq, phase: 'entered', entered: { seq, by: actor, ...event.body } };
    case 'ResultDeclined':
      return { ...state, seq, phase: 'called', entered: null };
    case 'ResultConfirmed':
      return { ...state, seq, phase: 'closed', satUnder: event.body.satUnder ?? null };
    case 'CorrectionEntered':
    case 'DayCorrectionEntered':
      return { ...state, ...withCorrection(state, event, event.envelope), seq, phase: 'correcting' };
    case 'CorrectionDeclined':
    case 'CorrectionConfirmed':
      return { ...state, ...withCorrection(state, event, event.envelope), seq, phase: 'closed' };
    case 'DayCorrected': {
      const { heldOn } = event.body;
      return { ...state, ...withCorrection(state, event, event.envelope), seq, phase: 'closed', heldOn };
    }
    case 'CorrectionPutBack':
      return { ...state, ...withCorrection(state, event, event.envelope), seq };
  }
}

function decide(state: SessionState, command: Received<SessionCommand>, facts: SessionFacts): Decision<SessionEvent> {
  const row = SESSION_TABLE[command.kind];
  const place = { command: command.kind, state: state.phase };
  if (!row.from.some((phase) => phase === state.phase)) return refuse('OUT_OF_ORDER', 'council session', place);
  if (!row.who.some((role) => role === command.by.role))
    return refuse('WRONG_ROLE', 'council session', { ...place, allowed: row.who });
  switch (command.kind) {
    case 'CallSession':
      return call(command, facts);
    case 'EnterResult':
      return enter(state, command, facts);
    case 'ConfirmResult':
      return confirm(state, command, facts);
    case 'DeclineResult':
      return settles(state, command.body.act, command.by.id) ?? accept({ kind: 'ResultDeclined', body: command.body });
    case 'MoveSession':
      return move(state, command, facts);
    case 'CorrectDay':
      return enterDay(state, command, facts);
    case 'CorrectResult':
    case 'ConfirmCorrection':
    case 'DeclineCorrection':
    case 'PutCorrectionBack':
      return correct(state, command, facts);
  }
}

function call(
  command: Received<Extract<SessionCommand, { kind: 'CallSession' }>>,
  facts: SessionFacts,
): Decision<SessionEvent> {
  const found = facts.lines ?? [];
  const no =
    refuseLines(found, command.body.proposals, (line) => line.state === 'readyForCouncil') ??
    refuseBefore(
      found.map(({ proposal, reachedOn = null }) => ({ proposal, reachedOn })),
      command.body.heldOn,
    );
  if (no !== null) return no;
  const lines = command.body.proposals.map((proposal, index) => ({ line: index + 1, proposal }));
  return accept({ kind: 'SessionCalled', body: { meeting: command.body.meeting, heldOn: command.body.heldOn, lines } });
}

function enter(
  state: SessionState,
  command: Received<Extract<SessionCommand, { kind: 'EnterResult' }>>,
  facts: SessionFacts,
): Decision<SessionEvent> {
  const ahead = refuseAhead(state.heldOn, command.receivedAt, 'row 14: a session that has been held');
  if (ahead !== null) return ahead;
  const entered = command.body.lines.map((line) => line.proposal);
  const onAgenda = state.lines.map((line) => line.proposal);
  const missing = notAmong(new Set(entered), onAgenda);
  const foreign = notAmong(new Set(onAgenda), entered);
  const repeated = repeatedIn(entered);
  if (missing.length + foreign.length + repeated.length > 0)
    return refuse('LINES_DIFFER', 'row 14: one result for each line of the agenda', { missing, foreign, repeated });
  return refuseImpossible(command.body.lines, facts) ?? accept({ kind: 'ResultEntered', body: command.body });
}

/** By each line's own council; asked again when the chair confirms, since an amendment may have changed it meanwhile. */
function refuseImpossible(lines: readonly EnteredLine[], facts: SessionFacts): Decision<never> | null {
  const regulationFor = judgesOf(facts);
  const impossible = lines.flatMap((line) => {
    if (!('tally' in line)) return [];
    const seats = seatsFor(facts, regulationFor(line.proposal));
    if (isPossible(line.tally, seats)) return [];
    const { members } = line.tally;
    return [{ proposal: line.proposal, cast: votesCast(line.tally), members, seats: seats?.members ?? null }];
  });
  return impossible.length === 0 ? null : refuse('TALLY_IMPOSSIBLE', 'row 14', { lines: impossible });
}

function confirm(
  state: SessionState,
  command: Received<Extract<SessionCommand, { kind: 'ConfirmResult' }>>,
  facts: SessionFacts,
): Decision<SessionEvent> {
  const no = settles(state, command.body.act, command.by.id);
  if (no !== null || state.entered === null) return no ?? refuse('NO_ACT_PENDING', 'row 14', { act: command.body.act });
  const { lines, minutes, by } = state.entered;
  const impossible = refuseImpossible(lines, facts);
  if (impossible !== null) return impossible;
  const regulationFor = judgesOf(facts);
  return accept({
    kind: 'ResultConfirmed',
    body: {
      enteredBy: by,
      lines: lines.map((line) => judged(line, regulationFor(line.proposal))),
      minutes,
      satUnder: facts.sitting?.constitution ?? null,
    },
  });
}

function settles(state: SessionState, act: number, by: string): Decision<never> | null {
  if (state.entered?.seq !== act) return refuse('NO_ACT_PENDING', 'row 14', { act });
  return state.entered.by === by
    ? refuse('SAME_PERSON', 'row 14: the chair confirms what the secretary entered', { act })
    : null;
}

function judged(line: EnteredLine, regulation: CouncilRegulation | null): JudgedLine {
  if ('deferred' in line) return { proposal: line.proposal, outcome: 'deferred', reason: line.deferred };
  const verdict = judge(line.tally, regulation, line.minutesSay);
  return { proposal: line.proposal, outcome: outcomeOf(verdict), tally: line.tally, verdict };
}

function carry(_state: SessionState, event: Recorded<SessionEvent>): readonly Carried[] {
  const { org, stream } = event.envelope;
  if (event.kind === 'SessionCalled') {
    return event.body.lines.map((line) => ({
      org,
      stream: streamName('proposal', line.proposal),
      kind: 'PutOnAgenda',
      body: { session: stream, line: line.line },
    }));
  }
  if (event.kind === 'CorrectionConfirmed') {
    const { line, reason } = event.body;
    const { proposal, ...judged } = line;
    const body = { session: stream, correction: event.envelope.seq, ...judged, reason };
    return [{ org, stream: streamName('proposal', proposal), kind: 'CorrectResult', body }];
  }
  return event.kind === 'ResultConfirmed' ? event.body.lines.map((line) => resultFor(org, stream, line)) : [];
}

function resultFor(org: string, session: string, line: JudgedLine): Carried {
  const stream = streamName('proposal', line.proposal);
  if (line.outcome === 'deferred') return { org, stream, kind: 'Defer', body: { session, reason: line.reason } };
  const { outcome, tally, verdict } = line;
  return { org, stream, kind: 'RecordResult', body: { session, outcome, tally, verdict } };
}

export function sessionListings(event: Recorded<SessionEvent>): readonly ListingChange[] {
  if (event.kind !== 'SessionCalled') return [];
  const list = event.envelope.stream;
  return event.body.lines.map(({ proposal }) => ({ proposal, kind: 'session', list, status: 'claimed' }));
}
