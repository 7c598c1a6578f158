import { type Acting, actingIn } from '../../domain/office/lost-namings.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';

/** From which revision of the office on a step notes what both hold: by a naming of it no older release let anybody act. */
const NOTES_BOTH = 2;

/** Whoever did something for another did it by a naming that the step noted, with what both held: neither was taken out. */
export function actingFactsAgreement(): Agreement {
  const revisions = new Map<string, number>();
  const begun = new Set<string>();
  const acts: LedgerEvent[] = [];
  return {
    take(event) {
      const { org, seq, revision, commandId, actingFor, role } = event.envelope;
      if (event.kind === 'DeputyNamed') revisions.set(`${org}\n${seq}`, revision);
      const command = `${org}\n${commandId}`;
      // A command's first event holds its facts; what an outbox carries was judged where it was done.
      if (actingFor === null || role === 'outbox' || begun.has(command)) return;
      begun.add(command);
      acts.push(event);
    },
    close: () =>
      acts.flatMap(({ envelope }) => {
        const acting = actingIn(envelope);
        const revision = revisions.get(`${envelope.actorOrg}\n${acting?.deputyship}`) ?? NOTES_BOTH;
        return isNoted(acting, revision) ? [] : [troubleAt(envelope, 'actedUnnoted')];
      }),
  };
}

function isNoted(acting: Acting | null, revision: number): boolean {
  if (acting === null || !Number.isInteger(acting.deputyship)) return false;
  return revision < NOTES_BOTH || (acting.principal !== undefined && acting.deputy !== undefined);
}
