import type { LocalDate } from '../calendar/local-date.ts';
import { accept, type Decision, type RefusalCode, refuse } from '../refusal.ts';
import type { Received } from '../stream.ts';
import type { PrivateText } from '../text.ts';
import { isPossible, judge, outcomeOf, votesCast } from '../voting.ts';
import type { EnteredLine, EnteredTally, JudgedTally } from './lines.ts';
import { type JudgingFacts, judgesOf, seatsFor } from './regulation.ts';
import { confirmDay, type DayEvent, type DayFacts } from './session-day.ts';

/** `PutCorrectionBack`: the case has moved on, and does not take the correction. */
export type CorrectionCommand =
  | { kind: 'CorrectResult'; body: EnteredTally & { reason: PrivateText } }
  | { kind: 'ConfirmCorrection'; body: { act: number } }
  | { kind: 'DeclineCorrection'; body: { act: number; reason: PrivateText } }
  | { kind: 'PutCorrectionBack'; body: { correction: number; code: RefusalCode; rule: string } };

export type CorrectionEvent =
  | { kind: 'CorrectionEntered'; body: { line: EnteredTally; reason: PrivateText } }
  | { kind: 'CorrectionDeclined'; body: { act: number; reason: PrivateText } }
  | {
      kind: 'CorrectionConfirmed';
      body: {
        enteredBy: string;
        line: JudgedTally;
        reason: PrivateText;
        /** The constitution by which the line was judged again; null where none is on record, absent before it was named. */
        satUnder?: number | null;
      };
    }
  | { kind: 'CorrectionPutBack'; body: { correction: number; code: RefusalCode; rule: string } };

/** What of a session was corrected, and what waits for the chair. Absent where nothing ever was: most sessions. */
export type Corrections = {
  correction?: Correction | null;
  corrected?: readonly CorrectedTally[];
};

/** What waits for the chair: another tally of one line, or another day. */
type Correction = { seq: number; by: string; reason: PrivateText } & ({ line: EnteredTally } | { heldOn: LocalDate });

/** `satUnder` as its event has it. */
type CorrectedTally = { seq: number; line: EnteredTally; satUnder?: number | null };

type Held = Corrections & {
  heldOn: LocalDate | null;
  satUnder: number | null;
  entered: { lines: readonly EnteredLine[] } | null;
};

/** Where the case of a corrected line stands: another session that has voted on it since, and the list that holds it. */
export type CorrectionFact = { votedIn: string | null; listedOn: string | null };

export type CorrectionFacts = JudgingFacts & DayFacts & { correction?: CorrectionFact };

export function withCorrection(
  { correction, corrected = [] }: Corrections,
  event: CorrectionEvent | Exclude<DayEvent, { kind: 'SessionMoved' }>,
  { seq, actor: by }: { seq: number; actor: string },
): Corrections {
  switch (event.kind) {
    case 'CorrectionEntered':
    case 'DayCorrectionEntered':
      return { correction: { seq, by, ...event.body } };
    case 'CorrectionDeclined':
    case 'DayCorrected':
      return { correction: null };
    case 'CorrectionConfirmed':
      return {
        correction: null,
        corrected: correction && 'line' in correction ? [...corrected, correctedBy(event, seq, correction)] : corrected,
      };
    case 'CorrectionPutBack':
      return { corrected: corrected.filter((each) => each.seq !== event.body.correction) };
  }
}

function correctedBy(
  { body: { satUnder } }: Extract<CorrectionEvent, { kind: 'CorrectionConfirmed' }>,
  seq: number,
  { line }: { line: EnteredTally },
): CorrectedTally {
  return { seq, line, ...(satUnder === undefined ? {} : { satUnder }) };
}

/** Row 28: the secretary enters what was meant, the chair confirms it, and the line is judged again. */
export function correct(
  state: Held,
  command: Received<CorrectionCommand>,
  facts: CorrectionFacts,
): Decision<CorrectionEvent | DayEvent> {
  switch (command.kind) {
    case 'CorrectResult': {
      const { reason, ...line } = command.body;
      return refuseLine(state, line, facts) ?? accept({ kind: 'CorrectionEntered', body: { line, reason } });
    }
    case 'ConfirmCorrection':
      return confirm(state, command, facts);
    case 'DeclineCorrection':
      return refuseSettling(state, command) ?? accept({ kind: 'CorrectionDeclined', body: command.body });
    case 'PutCorrectionBack':
      return (state.corrected ?? []).some(({ seq }) => seq === command.body.correction)
        ? accept({ kind: 'CorrectionPutBack', body: command.body })
        : refuse('NO_ACT_PENDING', 'row 28', { act: command.body.correction });
  }
}

function confirm(
  state: Held,
  command: Received<Extract<CorrectionCommand, { kind: 'ConfirmCorrection' }>>,
  facts: CorrectionFacts,
): Decision<CorrectionEvent | DayEvent> {
  const no = refuseSettling(state, command);
  const { correction } = state;
  if (no !== null || !correction) return no ?? refuse('NO_ACT_PENDING', 'row 28', { act: command.body.act });
  return 'line' in correction ? confirmLine(state, correction, facts) : confirmDay(state, correction, facts);
}

function confirmLine(
  state: Held,
  correction: Extract<Correction, { line: EnteredTally }>,
  facts: CorrectionFacts,
): Decision<CorrectionEvent> {
  const { line, reason, by: enteredBy } = correction;
  const satUnder = facts.sitting?.constitution ?? null;
  const body = { enteredBy, line: judgedAgain(line, facts), reason, satUnder };
  return refuseLine(state, line, facts) ?? accept({ kind: 'CorrectionConfirmed', body });
}

function judgedAgain({ proposal, tally, minutesSay }: EnteredTally, facts: CorrectionFacts): JudgedTally {
  const verdict = judge(tally, judgesOf(facts)(proposal), minutesSay);
  return { proposal, outcome: outcomeOf(verdict), tally, verdict };
}

function refuseSettling(
  { correction }: Held,
  { body, by }: Received<Extract<CorrectionCommand, { kind: 'ConfirmCorrection' | 'DeclineCorrection' }>>,
): Decision<never> | null {
  const { act } = body;
  if (correction?.seq !== act) return refuse('NO_ACT_PENDING', 'row 28', { act });
  return correction.by === by.id
    ? refuse('SAME_PERSON', 'row 28: the chair confirms what the secretary entered', { act })
    : null;
}

/** Asked again when the chair confirms: an amendment, another session or a list may have come in between. */
function refuseLine(state: Held, line: EnteredTally, facts: CorrectionFacts): Decision<never> | null {
  return refuseNothing(state, line) ?? refuseMoved(line, facts) ?? refuseImpossible(line, facts);
}

function refuseNothing(state: Held, line: EnteredTally): Decision<never> | null {
  const entered = lineAsItStands(state, line.proposal);
  const same = entered !== null && saysTheSame(entered, line);
  return entered === null || same
    ? refuse('NOTHING_TO_CORRECT', 'row 28: after an entry', {
        proposal: line.proposal,
        entered: entered?.tally ?? null,
      })
    : null;
}

/** The tally that stands for a case here: the latest correction, or what was entered first. Null where it was deferred. */
export function lineAsItStands({ entered, corrected = [] }: Held, proposal: string): EnteredTally | null {
  const first = entered?.lines.find((line) => line.proposal === proposal);
  const latest = corrected.findLast(({ line }) => line.proposal === proposal)?.line;
  return latest ?? (first !== undefined && 'tally' in first ? first : null);
}

function saysTheSame(one: EnteredTally, other: EnteredTally): boolean {
  const { absentInWriting: absent, ...votes } = one.tally;
  const { absentInWriting: others, ...asked } = other.tally;
  const keys = ['members', 'for', 'against', 'blank', 'secret'] as const;
  const sameVotes = keys.every((key) => votes[key] === asked[key]);
  return (
    sameVotes && absent.for === others.for && absent.against === others.against && one.minutesSay === other.minutesSay
  );
}

function refuseMoved({ proposal }: EnteredTally, { correction }: CorrectionFacts): Decision<never> | null {
  if (correction === undefined) throw new Error('The step did not load the fact correction');
  const { listedOn, votedIn } = correction;
  if (listedOn !== null)
    return refuse('TALLY_LISTED', 'row 28: afterwards only by counter-decision', { proposal, list: listedOn });
  return votedIn === null
    ? null
    : refuse('LINE_UNKNOWN', 'row 28: the session that voted last', { unknown: [proposal], holder: votedIn });
}

function refuseImpossible({ proposal, tally }: EnteredTally, facts: CorrectionFacts): Decision<never> | null {
  const seats = seatsFor(facts, judgesOf(facts)(proposal));
  const { members } = tally;
  return isPossible(tally, seats)
    ? null
    : refuse('TALLY_IMPOSSIBLE', 'row 28', {
        lines: [{ proposal, cast: votesCast(tally), members, seats: seats?.members ?? null }],
      });
}
