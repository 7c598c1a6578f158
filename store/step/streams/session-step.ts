import type { LocalDate } from '../../../domain/calendar/local-date.ts';
import type { LineFact } from '../../../domain/listing.ts';
import { sittingOn } from '../../../domain/office/councils.ts';
import type { JudgingFacts } from '../../../domain/session/regulation.ts';
import {
  SESSION,
  type SessionCommand,
  type SessionEvent,
  type SessionFacts,
  type SessionState,
  sessionListings,
} from '../../../domain/session/session.ts';
import type { Days } from '../../../domain/session/session-day.ts';
import { listRows } from '../../board/list-board.ts';
import type { Queryable } from '../../database.ts';
import { correctionFact } from '../../facts/correction.ts';
import { councilRegulations } from '../../facts/council-regulation.ts';
import { claimLines, lineFacts } from '../../facts/listing.ts';
import { officeInForce } from '../../facts/office.ts';
import { daysReached } from '../../facts/reached-on.ts';
import { dayBounds, firstEnteredOn } from '../../facts/session-days.ts';
import type { StreamStep } from '../stream-step.ts';
import { recordList, retakeLines } from './record-list.ts';

export const SESSION_STEP: StreamStep<SessionState, SessionCommand, SessionEvent, SessionFacts> = {
  stream: SESSION,
  async loadFacts({ tx, command: { org, stream } }, state, command) {
    if (command.kind === 'CallSession') {
      await claimLines(tx, org, 'session', stream, command.body.proposals);
      return { lines: await agendaFacts(tx, org, stream, command.body.proposals) };
    }
    const day = dayAsked(state, command);
    if (day !== null) return { days: await daysFact(tx, org, stream, state, day) };
    const corrected = correctedBy(state, command);
    if (corrected !== null)
      return {
        ...(await judgingFacts(tx, org, state, [corrected])),
        correction: await correctionFact(tx, org, stream, corrected),
      };
    const proposals = state.lines.map(({ proposal }) => proposal);
    const judges = command.kind === 'EnterResult' || command.kind === 'ConfirmResult';
    return judges ? judgingFacts(tx, org, state, proposals) : {};
  },
  record: (context, changes) => recordList(context, changes, ({ event }) => sessionListings(event)),
  rows: (place, commands) => [listRows(place, commands, ({ phase }) => phase)],
  listings: ({ event }) => sessionListings(event),
  retake: (context, { event }) => retakeLines(context, 'session', sessionListings(event)),
  planVersion: () => null,
  rulePack: () => null,
  isOver: () => true,
};

async function agendaFacts(
  db: Queryable,
  org: string,
  session: string,
  proposals: readonly string[],
): Promise<LineFact[]> {
  const lines = await lineFacts(db, org, 'session', session, proposals);
  const days = await daysReached(
    db,
    org,
    lines.map(({ proposal }) => proposal),
  );
  return lines.map((line) => ({ ...line, reachedOn: days.get(line.proposal) ?? null }));
}

/** The day that a command gives to a session which has been called. */
function dayAsked({ correction }: SessionState, { kind, body }: SessionCommand): LocalDate | null {
  if (kind === 'MoveSession' || kind === 'CorrectDay') return body.heldOn;
  return kind === 'ConfirmCorrection' && correction && 'heldOn' in correction ? correction.heldOn : null;
}

async function daysFact(
  db: Queryable,
  org: string,
  session: string,
  state: SessionState,
  asked: LocalDate,
): Promise<Days> {
  const { meeting, heldOn, lines } = state;
  const bounds = await dayBounds(
    db,
    org,
    session,
    lines.map(({ proposal }) => proposal),
  );
  const councils = (await officeInForce(db, org))?.councils ?? [];
  const under = (day: LocalDate | null) =>
    meeting === null || day === null ? null : (sittingOn(councils, meeting, day)?.constitution ?? null);
  return {
    enteredOn: await firstEnteredOn(db, org, session),
    council: { stands: under(heldOn), asked: under(asked) },
    lines: bounds,
  };
}

/** The regulation of each case's plan, and the council of the session's own day. */
async function judgingFacts(
  db: Queryable,
  org: string,
  { meeting, heldOn }: SessionState,
  proposals: readonly string[],
): Promise<JudgingFacts> {
  const councils = (await officeInForce(db, org))?.councils ?? [];
  const sitting = meeting === null || heldOn === null ? null : sittingOn(councils, meeting, heldOn);
  return { regulations: await councilRegulations(db, org, proposals), sitting };
}

function correctedBy({ correction }: SessionState, { kind, body }: SessionCommand): string | null {
  if (kind === 'CorrectResult') return body.proposal;
  return kind === 'ConfirmCorrection' && correction && 'line' in correction ? correction.line.proposal : null;
}
