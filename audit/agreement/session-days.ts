import type { LocalDate } from '../../domain/calendar/local-date.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { isReaching, type Reached, reachedAfter, reachedOn } from '../../domain/proposal/reached-on.ts';
import { type Agreement, troubleAt } from '../ledger-event.ts';

/** From which revision of a session its day is bound by the receipt of its cases, and from which by all their papers. */
const BOUND_BY_RECEIPT = 6;
const BOUND_BY_PAPERS = 8;

type Called = { place: Pick<Envelope, 'org' | 'stream' | 'seq'>; heldOn: LocalDate; revision: number };

/** A session is of no day on which one of its cases had not come so far, whatever its own agenda says of them. */
export function sessionDayAgreement(): Agreement {
  const called = new Map<string, Called>();
  const cases = new Map<string, Reached>();
  const heard: { session: string; reached: Reached }[] = [];
  return {
    take(event) {
      const { org, stream, seq, revision } = event.envelope;
      const key = `${org}\n${stream}`;
      if (event.kind === 'SessionCalled')
        called.set(key, { place: { org, stream, seq }, heldOn: event.body.heldOn, revision });
      const reached = cases.get(key) ?? null;
      const after = isReaching(event) ? reachedAfter(reached, event) : reached;
      if (after !== null && after !== reached) cases.set(key, after);
      if (event.kind === 'PlacedOnAgenda' && after !== null)
        heard.push({ session: `${org}\n${event.body.session}`, reached: after });
    },
    close() {
      const agendas = Map.groupBy(heard, ({ session }) => session);
      return [...called].flatMap(([session, { place, heldOn, revision }]) => {
        const dayOf = (other: string) => called.get(`${place.org}\n${other}`)?.heldOn ?? null;
        const lines = agendas.get(session) ?? [];
        const isBefore = lines.some(({ reached }) => heldOn < boundOf(reached, revision, dayOf));
        return isBefore ? [troubleAt(place, 'heldBefore')] : [];
      });
    },
  };
}

/** By the rule of its own time; before there was one, any day was taken. */
function boundOf(reached: Reached, revision: number, dayOf: (session: string) => string | null): string {
  if (revision >= BOUND_BY_PAPERS) return reachedOn(reached, dayOf);
  return revision >= BOUND_BY_RECEIPT ? reached.receivedOn : '';
}
