import { began, type Deputyship, deputyshipAt, ended, type Held, refuseLapsed } from '../../domain/office/deputies.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';

/** Whoever did something for another was named for it, did it within the days, and both still fitted the naming. */
export function deputyAgreement(): Agreement {
  const known = new Map<string, readonly Deputyship[]>();
  const acted: LedgerEvent[] = [];
  return {
    take(event) {
      const { org, seq, receivedAt, actingFor, role } = event.envelope;
      const here = known.get(org) ?? [];
      if (event.kind === 'DeputyNamed') known.set(org, [...here, began(event.body, seq, receivedAt)]);
      if (event.kind === 'DeputyRevoked') {
        const { deputyship, ...revocation } = event.body;
        const end = (each: Deputyship) => (each.seq === deputyship ? ended(each, revocation, receivedAt) : each);
        known.set(org, here.map(end));
      }
      // What an outbox carries was judged where it was done.
      if (actingFor !== null && role !== 'outbox') acted.push(event);
    },
    close: () =>
      acted.flatMap((event) => {
        const namings = (known.get(event.envelope.actorOrg) ?? []).filter((each) => allows(each, event));
        if (namings.length === 0) return [troubleAt(event.envelope, 'actedOutOfDays')];
        return hasLapsed(namings, event) ? [troubleAt(event.envelope, 'actedLapsed')] : [];
      }),
  };
}

/** An envelope names no unit: the naming's own is taken for it. */
function allows(naming: Deputyship, { envelope }: LedgerEvent): boolean {
  const { actor: id, role, actorOrg: org, actingFor, receivedAt } = envelope;
  return deputyshipAt([naming], { id, role, org, unit: naming.unit, actingFor }, receivedAt) !== null;
}

/** Judged by what the step saw. Only a command's first event holds it, and none from before the step looked. */
function hasLapsed(namings: readonly Deputyship[], { envelope }: LedgerEvent): boolean {
  const acting = (envelope.facts as { acting?: { deputyship: number } & Partial<Held> } | null)?.acting;
  const { principal, deputy } = acting ?? {};
  if (principal === undefined || deputy === undefined) return false;
  const by = namings.find(({ seq }) => seq === acting?.deputyship);
  return by === undefined || refuseLapsed(by, { principal, deputy }) !== null;
}
