import { between, type Deputyship } from '../../domain/office/deputies.ts';
import { actingIn, type DoneBy, isNamed, isSettled } from '../../domain/office/lost-namings.ts';
import type { LostCommand } from '../../domain/recovery/told-stream.ts';
import type { Role } from '../../domain/roles.ts';
import type { Queryable } from '../../store/database.ts';
import { officeShown } from '../../store/facts/office.ts';

/** A naming by which somebody acted for another, and which is not on record. */
export type LostNaming = {
  org: string;
  role: Role;
  principal: string;
  deputy: string;
  /** Its number, as the act cites it; by now another event may have that number. */
  deputyship: number | null;
};

type Cited = { naming: LostNaming; act: DoneBy };

/** The namings that acts which came back cite and that did not come back themselves, each once. */
export async function lostNamings(db: Queryable, lost: readonly LostCommand[]): Promise<LostNaming[]> {
  const cited = lost.flatMap((command) => citedBy(command) ?? []);
  const orgs = [...new Set(cited.map(({ naming }) => naming.org))];
  const known = new Map<string, readonly Deputyship[]>();
  for (const org of orgs) known.set(org, (await officeShown(db, org))?.deputyships ?? []);
  const gone = cited.filter((each) => isLost(known.get(each.naming.org) ?? [], each)).map(({ naming }) => naming);
  return [...new Map(gone.map((naming) => [JSON.stringify(naming), naming])).values()];
}

/** Null where nobody acts for another. What an outbox carries was judged where it was done. */
function citedBy({ events }: LostCommand): Cited | null {
  const { actorOrg: org, actingFor: principal, actor: deputy, role, receivedAt } = events[0].envelope;
  if (principal === null || role === 'outbox') return null;
  const acting = events.map(({ envelope }) => actingIn(envelope)).find((each) => each !== null);
  const deputyship = acting?.deputyship ?? null;
  return { naming: { org, role, principal, deputy, deputyship }, act: { receivedAt, deputyship } };
}

function isLost(known: readonly Deputyship[], { naming, act }: Cited): boolean {
  const namings = between(known, naming);
  return !isNamed(namings, act) && !isSettled(namings, act.receivedAt);
}
