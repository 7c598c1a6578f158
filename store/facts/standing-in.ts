import {
  type Deputyship,
  deputiesAt,
  deputyshipAt,
  type Engaged,
  type Held,
  refuseLapsed,
  refuseOutOfDays,
} from '../../domain/office/deputies.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Actor } from '../../domain/stream.ts';
import type { Queryable } from '../database.ts';
import { engagedAmong } from './office.ts';

/** By which naming a person acts for another: the number of its event in the office's stream; and what both hold. */
export type ActingFact = { deputyship: number } & Held;

/**
 * The days are those of the instant; what the two hold is as it is now, since no stream keeps since when. So an act that
 * was received while both were fit, and is decided when one of them is not, is refused.
 */
export async function judgeStandingIn(
  db: Queryable,
  known: readonly Deputyship[],
  by: Actor,
  instant: number,
): Promise<{ fact: ActingFact } | { refusal: Refusal }> {
  const naming = deputyshipAt(known, by, instant);
  if (naming === null) return refuseOutOfDays(known, by, instant);
  const held = heldIn(await engagedIn(db, by.org, [naming]), naming);
  return refuseLapsed(naming, held) ?? { fact: { deputyship: naming.seq, ...held } };
}

/** The namings that have force at an instant: within their days, and both still fit them. */
export async function inForceAt(
  db: Queryable,
  org: string,
  known: readonly Deputyship[],
  instant: number,
): Promise<Deputyship[]> {
  const within = deputiesAt(known, instant);
  if (within.length === 0) return [];
  const engaged = await engagedIn(db, org, within);
  return within.filter((naming) => refuseLapsed(naming, heldIn(engaged, naming)) === null);
}

type EngagedById = ReadonlyMap<string, Engaged>;

function engagedIn(db: Queryable, org: string, namings: readonly Deputyship[]): Promise<EngagedById> {
  return engagedAmong(
    db,
    org,
    namings.flatMap(({ principal, deputy }) => [principal, deputy]),
  );
}

function heldIn(engaged: EngagedById, { principal, deputy }: Deputyship): Held {
  return { principal: engaged.get(principal) ?? null, deputy: engaged.get(deputy) ?? null };
}
