import { began, between, type Deputyship, deputiesAt, ended, refuseLapsed } from '../../domain/office/deputies.ts';
import { type Acting, actingIn, isNamed, isSettled } from '../../domain/office/lost-namings.ts';
import { type Agreement, type LedgerEvent, troubleAt, undeterminedAt } from '../ledger-event.ts';
import type { Finding } from '../trouble.ts';

type Acted = { event: LedgerEvent; recovered: boolean | null };

/** Whoever did something for another was named for it, did it within the days, and both still fitted the naming. */
export function deputyAgreement(): Agreement {
  const known = new Map<string, readonly Deputyship[]>();
  const acted: Acted[] = [];
  return {
    take(event, recovered) {
      const { org, seq, receivedAt, actingFor, role } = event.envelope;
      const here = known.get(org) ?? [];
      if (event.kind === 'DeputyNamed') known.set(org, [...here, began(event.body, seq, receivedAt)]);
      if (event.kind === 'DeputyRevoked') {
        const { deputyship, ...revocation } = event.body;
        const end = (each: Deputyship) => (each.seq === deputyship ? ended(each, revocation, receivedAt) : each);
        known.set(org, here.map(end));
      }
      // What an outbox carries was judged where it was done.
      if (actingFor !== null && role !== 'outbox') acted.push({ event, recovered });
    },
    close: () => acted.flatMap((each) => judged(known.get(each.event.envelope.actorOrg) ?? [], each)),
  };
}

/** An envelope names no unit: the naming's own is taken for it. */
function judged(known: readonly Deputyship[], acted: Acted): readonly Finding[] {
  const { envelope } = acted.event;
  const { actor: deputy, actingFor: principal, role, receivedAt } = envelope;
  const namings = between(known, { deputy, principal, role });
  const acting = actingIn(envelope);
  const isLost = !isNamed(namings, { receivedAt, deputyship: acting?.deputyship ?? null });
  if (isLost && acted.recovered !== false) {
    const fitting = namings.filter((naming) => fits(naming, acting));
    if (isSettled(fitting, receivedAt)) return [];
    if (acted.recovered === true) return [undeterminedAt(envelope, 'namingLost')];
  }
  const inForce = deputiesAt(namings, receivedAt);
  if (inForce.length === 0) return [troubleAt(envelope, 'actedOutOfDays')];
  const by = inForce.find(({ seq }) => seq === acting?.deputyship) ?? null;
  return fits(by, acting) ? [] : [troubleAt(envelope, 'actedLapsed')];
}

/** Judged by what the step saw. Only a command's first event holds it, and none from before the step looked. */
function fits(naming: Deputyship | null, acting: Acting | null): boolean {
  const { principal, deputy } = acting ?? {};
  if (principal === undefined || deputy === undefined) return true;
  return naming !== null && refuseLapsed(naming, { principal, deputy }) === null;
}
