import { type LocalDate, yearOf } from '../../domain/calendar/local-date.ts';
import type { CounterPaper, ProposalEvent } from '../../domain/proposal/events.ts';
import type { CounterFact } from '../../domain/proposal/facts.ts';
import type { Queryable } from '../database.ts';
import { type RegisterEntry, takeNumber } from './register-number.ts';

type Register = { authority: string; register: string };

/**
 * Takes the number of a counter-decision in the register of the decision that it counters. One paper may undo several
 * awards: what bears the same number of the same day is the same paper.
 */
export async function counterFact(
  db: Queryable,
  org: string,
  decision: string,
  { number, on }: { number: string; on: LocalDate },
): Promise<CounterFact> {
  const { authority, register } = await registerOf(db, org, decision);
  return { authority, register, ...(await takeNumber(db, org, entryOf({ authority, register, number, on }))) };
}

function entryOf({ authority, register, number, on }: Register & { number: string; on: LocalDate }): RegisterEntry {
  return { authority, register, year: yearOf(on), number, paper: `counter-decision of ${on}` };
}

type CounterEvent = Extract<ProposalEvent, { kind: 'AwardCorrected' | 'AwardRevoked' }>;

export function isCounter(event: ProposalEvent): event is CounterEvent {
  return event.kind === 'AwardCorrected' || event.kind === 'AwardRevoked';
}

/** The place that a counter-decision took; null for one from above, whose register is not ours. */
export function counterEntry({ authority, register, number, on }: CounterPaper): RegisterEntry | null {
  return authority === null || register === null ? null : entryOf({ authority, register, number, on });
}

async function registerOf(db: Queryable, org: string, decision: string): Promise<Register> {
  const found = await db.query<Register>(
    `select state ->> 'authority' as authority, state ->> 'register' as register from list_board where org_id = $1 and stream = $2`,
    [org, decision],
  );
  const register = found.rows[0];
  if (register === undefined) throw new Error(`Decision ${decision} is not on the board`);
  return register;
}
