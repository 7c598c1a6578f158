import type { FastifyRequest } from 'fastify';
import { type Deputyship, deputiesAt } from '../../domain/office/deputies.ts';
import type { Queryable } from '../../store/database.ts';
import { officeShown } from '../../store/facts/office.ts';
import { inForceAt, judgeStandingIn } from '../../store/facts/standing-in.ts';
import { asOfNow } from '../../store/reads/as-of.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { actorOf, type Identity } from '../identity.ts';
import { Problem } from '../problem.ts';

/** Names the person for whom somebody acts or looks. */
export const ACTING_FOR = 'acting-for';

const READING = ['GET', 'HEAD'];

/**
 * The person of the token, or, where they say for whom they are here, that person's deputy: with the role and the unit
 * of the naming, and still with their own name. Looking, and what is done on the desk, is judged by how it is now. An act
 * is judged by the step that decides it, by when it was received, so that a repeat is answered as the first was.
 */
export async function standingIn(
  { database, clock }: Pick<ApiDependencies, 'database' | 'clock'>,
  request: FastifyRequest,
  person: Identity,
): Promise<Identity> {
  const principal = request.headers[ACTING_FOR];
  if (principal === undefined) return person;
  if (typeof principal !== 'string' || person.role === 'auditor' || person.role === 'administrator')
    throw new Problem('FORBIDDEN', { facts: { actingFor: String(principal), role: person.role } });
  const known = (await officeShown(database, person.org))?.deputyships ?? [];
  const now = await asOfNow(database, clock);
  const mine = known.filter((each) => each.deputy === person.id && each.principal === principal);
  const naming = await namingOf(database, person.org, mine, now);
  if (naming === null) throw new Problem('FORBIDDEN', { facts: { actingFor: principal, deputy: person.id } });
  const deputy: Identity = { ...person, role: naming.role, unit: naming.unit, actingFor: principal };
  if (READING.includes(request.method) || request.routeOptions.config.desk === true)
    await refuseNow(database, known, deputy, now);
  return deputy;
}

/** The one in force, or else one within its days, or else the last that was named. */
async function namingOf(
  db: Queryable,
  org: string,
  mine: readonly Deputyship[],
  now: number,
): Promise<Deputyship | null> {
  const inForce = await inForceAt(db, org, mine, now);
  return inForce[0] ?? deputiesAt(mine, now)[0] ?? mine.at(-1) ?? null;
}

async function refuseNow(db: Queryable, known: readonly Deputyship[], deputy: Identity, now: number): Promise<void> {
  const judged = await judgeStandingIn(db, known, actorOf(deputy), now);
  if (!('refusal' in judged)) return;
  const { code, facts } = judged.refusal;
  throw new Problem(code === 'DEPUTYSHIP_LAPSED' ? code : 'DEPUTY_OUT_OF_DAYS', { facts });
}
