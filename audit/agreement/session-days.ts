import { dateOf, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { isReaching, type Reached, reachedAfter, reachedOn } from '../../domain/proposal/reached-on.ts';
import type { SessionEvent } from '../../domain/session/session.ts';
import { SAYING_THE_DAY } from '../../domain/session/session-day.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

/** From which revision of a session its day is bound by the receipt of its cases, and from which by all their papers. */
const BOUND_BY_RECEIPT = 6;
const BOUND_BY_PAPERS = 8;

/** What a session said of its day, and how far its cases had come when they came on its agenda. */
type DaySaid = {
  place: Pick<Envelope, 'org' | 'stream' | 'seq'>;
  heldOn: LocalDate;
  revision: number;
  corrected: boolean;
};
type Heard = { session: string; reached: Reached };

/**
 * A session is of no day on which one of its cases had not come so far, whatever its own agenda says of them; and of none
 * after its result was entered, however its day is corrected.
 */
export function sessionDayAgreement(): Agreement {
  const said = new Map<string, DaySaid[]>();
  const cases = new Map<string, Reached>();
  const entered = new Map<string, LocalDate>();
  const troubles: Trouble[] = [];
  const heard: Heard[] = [];
  /** Of a day that no longer stands, what it was bound by: papers, but not the days of other sessions, which may have moved too. */
  const isEarly = ({ place, heldOn, revision }: DaySaid, stands: boolean, lines: readonly { reached: Reached }[]) => {
    const dayOf = (other: string) => (stands ? (said.get(`${place.org}\n${other}`)?.at(-1)?.heldOn ?? null) : null);
    return lines.some(({ reached }) => heldOn < boundOf(reached, revision, dayOf));
  };
  return {
    take(event) {
      const { org, stream, seq, revision } = event.envelope;
      const key = `${org}\n${stream}`;
      if (saysTheDay(event)) {
        const day = {
          place: { org, stream, seq },
          heldOn: event.body.heldOn,
          revision,
          corrected: event.kind === 'DayCorrected',
        };
        said.set(key, [...(said.get(key) ?? []), day]);
      }
      if (event.kind === 'ResultEntered' && !entered.has(key)) entered.set(key, dateOf(event.envelope.receivedAt));
      const enteredOn = entered.get(key);
      if (saysTheDay(event) && enteredOn !== undefined && event.body.heldOn > enteredOn)
        troubles.push(troubleAt({ org, stream, seq }, 'heldAfter'));
      const reached = cases.get(key) ?? null;
      const after = isReaching(event) ? reachedAfter(reached, event) : reached;
      if (after !== null && after !== reached) cases.set(key, after);
      if (event.kind === 'PlacedOnAgenda' && after !== null)
        heard.push({ session: `${org}\n${event.body.session}`, reached: after });
    },
    close() {
      const agendas = Map.groupBy(heard, ({ session }) => session);
      const early = [...said].flatMap(([session, days]) => {
        const lines = agendas.get(session) ?? [];
        return days
          .filter((day) => isEarly(day, day === days.at(-1), lines))
          .map(({ place }) => troubleAt(place, 'heldBefore'));
      });
      return [...troubles, ...early, ...late(said, heard)];
    },
  };
}

/** A corrected day is after no session that had one of its cases next. */
function late(said: ReadonlyMap<string, readonly DaySaid[]>, heard: readonly Heard[]): Trouble[] {
  const passed = heard.flatMap(({ session, reached }) => {
    const next = said.get(session)?.at(-1);
    return reached.sessions.flatMap((before) => {
      const last = said.get(`${next?.place.org}\n${before}`)?.at(-1);
      return last?.corrected && next !== undefined && last.heldOn > next.heldOn ? [last.place] : [];
    });
  });
  return [...new Set(passed)].map((place) => troubleAt(place, 'heldAfter'));
}

type SaysTheDay = LedgerEvent & Extract<SessionEvent, { kind: (typeof SAYING_THE_DAY)[number] }>;

function saysTheDay(event: LedgerEvent): event is SaysTheDay {
  return SAYING_THE_DAY.some((kind) => kind === event.kind);
}

/** By the rule of its own time; before there was one, any day was taken. */
function boundOf(reached: Reached, revision: number, dayOf: (session: string) => string | null): string {
  if (revision >= BOUND_BY_PAPERS) return reachedOn(reached, dayOf);
  return revision >= BOUND_BY_RECEIPT ? reached.receivedOn : '';
}
