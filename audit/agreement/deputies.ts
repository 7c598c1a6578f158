import { began, type Deputyship, deputyshipAt, ended } from '../../domain/office/deputies.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';

/** Whoever did something for another was named for it, and did it within the days. */
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
        const named = (known.get(event.envelope.actorOrg) ?? []).some((each) => allows(each, event));
        return named ? [] : [troubleAt(event.envelope, 'actedOutOfDays')];
      }),
  };
}

/** An envelope names no unit: the naming's own is taken for it. */
function allows(naming: Deputyship, { envelope }: LedgerEvent): boolean {
  const { actor: id, role, actorOrg: org, actingFor, receivedAt } = envelope;
  return deputyshipAt([naming], { id, role, org, unit: naming.unit, actingFor }, receivedAt) !== null;
}
