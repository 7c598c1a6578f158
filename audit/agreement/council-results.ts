import type { LocalDate } from '../../domain/calendar/local-date.ts';
import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { lineByProposal } from '../../domain/listing.ts';
import { type Composition, sittingOn } from '../../domain/office/councils.ts';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import type { EnteredLine, JudgedLine } from '../../domain/session/lines.ts';
import type { Meeting } from '../../domain/session/meeting.ts';
import { judgesOf, seatsFor } from '../../domain/session/regulation.ts';
import type { SessionEvent, SessionFacts } from '../../domain/session/session.ts';
import { staysWithin } from '../../domain/session/session-day.ts';
import { isPossible, judge, outcomeOf } from '../../domain/voting.ts';
import { canonicalForm } from '../canonical.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

type Place = Pick<Envelope, 'org' | 'stream' | 'seq'>;

/**
 * Every verdict follows from its votes and the regulation in force; and a proposal holds its session's own result, or a
 * deferral by a hold that was on it when the result came (row 21).
 */
export function councilAgreement(): Agreement {
  const entered = new Map<string, readonly EnteredLine[]>();
  const corrections = new Map<string, EnteredLine>();
  const confirmed = new Map<string, string | null>();
  const recorded: { place: Place; key: string; result: string | null }[] = [];
  const holds = holdsOfCases();
  const sittings = sittingsOf();
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const { org, stream, seq } = event.envelope;
      if (event.kind === 'ResultEntered') entered.set(`${org}\n${stream}`, event.body.lines);
      if (event.kind === 'ResultConfirmed') {
        troubles.push(...misjudged(event, entered.get(`${org}\n${stream}`) ?? []));
        for (const line of event.body.lines) confirmed.set(`${org}\n${stream}\n${line.proposal}`, resultOf(line));
      }
      if (event.kind === 'CorrectionEntered') corrections.set(`${org}\n${stream}`, event.body.line);
      if (event.kind === 'CorrectionConfirmed') {
        troubles.push(...miscorrected(event, corrections.get(`${org}\n${stream}`)));
        const { line } = event.body;
        confirmed.set(`${org}\n${stream}\n${line.proposal}\n${seq}`, resultOf(line));
      }
      holds.take(event);
      sittings.take(event);
      const result = recordedResult(event);
      if (result !== null) recorded.push({ place: { org, stream, seq }, ...result });
      if (isDeferredByHold(event) && !holds.held(event, event.body.hold))
        troubles.push(troubleAt({ org, stream, seq }, 'resultDiffers'));
    },
    close: () => [
      ...troubles,
      ...sittings.close(),
      ...recorded.flatMap(({ place, key, result }) =>
        agrees(confirmed.get(key), result) ? [] : [troubleAt(place, 'resultDiffers')],
      ),
    ],
  };
}

/** A session sat, and is corrected, under a constitution that is on record and in force on its day, and as many voted there. */
function sittingsOf() {
  const councils = new Map<string, Composition[]>();
  const called = new Map<string, Sitting>();
  const sat: { event: Sat; held: Sitting | undefined }[] = [];
  const moved: { event: Moved; from: Sitting }[] = [];
  const known = (org: string, latest: readonly (number | null)[]) =>
    (councils.get(org) ?? []).filter(({ seq }) => seq <= Math.max(0, ...latest.map((each) => each ?? 0)));
  return {
    take(event: LedgerEvent): void {
      const { org, stream, seq } = event.envelope;
      const session = `${org}\n${stream}`;
      if (event.kind === 'CouncilConstituted')
        councils.set(org, [...(councils.get(org) ?? []), { ...event.body, seq }]);
      if (event.kind === 'SessionCalled') called.set(session, { ...event.body, counted: [], entered: false });
      const held = called.get(session);
      if (namesItsCouncil(event)) sat.push({ event, held });
      if (held === undefined) return;
      if (event.kind === 'DayCorrected' || (event.kind === 'SessionMoved' && held.entered))
        moved.push({ event, from: held });
      called.set(session, sittingAfter(held, event));
    },
    close: (): Trouble[] => [
      ...sat.flatMap(({ event, held }) => {
        const { sitting = null } = recordedFacts(event.envelope.facts);
        const under = known(event.envelope.org, [sitting?.constitution ?? null]);
        const found = held === undefined ? null : sittingOn(under, held.meeting, held.heldOn);
        const agreed =
          canonicalForm(found) === canonicalForm(sitting) && event.body.satUnder === (sitting?.constitution ?? null);
        return agreed ? [] : [troubleAt(event.envelope, 'verdictDiffers')];
      }),
      ...moved.flatMap(({ event, from: { meeting, heldOn, counted } }) => {
        const { stands = null, asked = null } = recordedFacts(event.envelope.facts).days?.council ?? {};
        const judged = event.kind === 'DayCorrected' ? counted.map(({ under }) => under) : [stands];
        // What had counted votes by then was known by then, whatever the act itself says that it knew.
        const under = known(event.envelope.org, [stands, asked, ...judged]);
        const [was = null, is = null] = [heldOn, event.body.heldOn].map(
          (day) => sittingOn(under, meeting, day)?.constitution ?? null,
        );
        const agreed = was === stands && is === asked && staysWithin(was, is, judged);
        return agreed ? [] : [troubleAt(event.envelope, 'verdictDiffers')];
      }),
    ],
  };
}

/** A session on its day as it was said last; `counted`: by which constitution votes were, and by which event. */
type Sitting = {
  meeting: Meeting;
  heldOn: LocalDate;
  counted: readonly { seq: number; under: number | null }[];
  entered: boolean;
};

function sittingAfter(before: Sitting, event: LedgerEvent): Sitting {
  const { seq } = event.envelope;
  switch (event.kind) {
    case 'SessionMoved':
    case 'DayCorrected':
      return { ...before, heldOn: event.body.heldOn };
    case 'ResultEntered':
      return { ...before, entered: true };
    case 'ResultConfirmed': {
      const voted = event.body.lines.some(({ outcome }) => outcome !== 'deferred');
      return { ...before, counted: voted ? [{ seq, under: event.body.satUnder ?? null }] : [] };
    }
    case 'CorrectionConfirmed':
      return { ...before, counted: [...before.counted, { seq, under: event.body.satUnder ?? null }] };
    case 'CorrectionPutBack': {
      const { correction } = event.body;
      return { ...before, counted: before.counted.filter((each) => each.seq !== correction) };
    }
    default:
      return before;
  }
}

type Moved = LedgerEvent & Extract<SessionEvent, { kind: 'DayCorrected' | 'SessionMoved' }>;

type Sat = Confirmed | Corrected;

function namesItsCouncil(event: LedgerEvent): event is Sat {
  const judged = event.kind === 'ResultConfirmed' || event.kind === 'CorrectionConfirmed';
  return judged && event.body.satUnder !== undefined;
}

type Confirmed = LedgerEvent & Extract<SessionEvent, { kind: 'ResultConfirmed' }>;

function misjudged(event: Confirmed, entered: readonly EnteredLine[]): Trouble[] {
  const facts = recordedFacts(event.envelope.facts);
  const regulationFor = judgesOf(facts);
  const asked = lineByProposal(entered);
  const wrong = event.body.lines.filter((line) => {
    const entry = asked.get(line.proposal);
    return entry === undefined || !followsFrom(line, entry, { regulation: regulationFor(line.proposal), facts });
  });
  const all = wrong.length > 0 || entered.length !== event.body.lines.length;
  return all ? [troubleAt(event.envelope, 'verdictDiffers')] : [];
}

type Corrected = LedgerEvent & Extract<SessionEvent, { kind: 'CorrectionConfirmed' }>;

/** Judged again as it was judged first: from what was entered, by what was in force when the chair confirmed it. */
function miscorrected(event: Corrected, entered: EnteredLine | undefined): Trouble[] {
  const { line } = event.body;
  const facts = recordedFacts(event.envelope.facts);
  const judge = { regulation: judgesOf(facts)(line.proposal), facts };
  const same = entered?.proposal === line.proposal && followsFrom(line, entered, judge);
  return same ? [] : [troubleAt(event.envelope, 'verdictDiffers')];
}

type Judge = { regulation: CouncilRegulation | null; facts: Judged };

function followsFrom(line: JudgedLine, asked: EnteredLine, { regulation, facts }: Judge): boolean {
  if ('deferred' in asked) return line.outcome === 'deferred';
  if (line.outcome === 'deferred' || !isPossible(asked.tally, seatsFor(facts, regulation))) return false;
  const verdict = judge(asked.tally, regulation, asked.minutesSay);
  const same =
    canonicalForm(verdict) === canonicalForm(line.verdict) && canonicalForm(asked.tally) === canonicalForm(line.tally);
  return same && line.outcome === outcomeOf(verdict);
}

type Judged = Pick<SessionFacts, 'regulations' | 'sitting' | 'days'>;

function recordedFacts(facts: Json): Judged {
  if (facts === null || typeof facts !== 'object' || Array.isArray(facts)) return {};
  // The step's own facts, recorded with the event; what is not a regulation gives another verdict and is told.
  return facts as Judged;
}

function resultOf(line: JudgedLine): string | null {
  return line.outcome === 'deferred' ? 'deferred' : canonicalForm([line.outcome, line.tally, line.verdict]);
}

/** A hold keeps from a case what the council voted, and only that: what the council itself deferred needs no hold. */
const KEPT_BY_HOLD = 'kept by a hold';

function agrees(confirmed: string | null | undefined, result: string | null): boolean {
  if (result !== KEPT_BY_HOLD) return confirmed === result;
  return confirmed !== undefined && confirmed !== 'deferred';
}

type DeferredByHold = LedgerEvent & { kind: 'Deferred'; body: { hold: number } };

function isDeferredByHold(event: LedgerEvent): event is DeferredByHold {
  return event.kind === 'Deferred' && event.body.hold !== undefined;
}

/** The holds of each case, as its events come by: what was confirmed during one may come after its end. */
function holdsOfCases() {
  const endOf = new Map<string, number>();
  const keyOf = ({ envelope: { org, stream } }: LedgerEvent, seq: number) => `${org}\n${stream}\n${seq}`;
  return {
    take(event: LedgerEvent): void {
      if (event.kind === 'Held') endOf.set(keyOf(event, event.envelope.seq), Number.POSITIVE_INFINITY);
      if (event.kind === 'Released' && endOf.has(keyOf(event, event.body.hold)))
        endOf.set(keyOf(event, event.body.hold), event.envelope.receivedAt);
    },
    held: (event: LedgerEvent, hold: number) => event.envelope.receivedAt < (endOf.get(keyOf(event, hold)) ?? 0),
  };
}

function recordedResult(event: LedgerEvent): { key: string; result: string | null } | null {
  const { org, stream } = event.envelope;
  const proposal = stream.slice(stream.indexOf('/') + 1);
  if (event.kind === 'Deferred') {
    const result = event.body.hold === undefined ? 'deferred' : KEPT_BY_HOLD;
    return { key: `${org}\n${event.body.session}\n${proposal}`, result };
  }
  if (event.kind !== 'ResultRecorded' && event.kind !== 'ResultCorrected') return null;
  const { session, tally, verdict, to } = event.body;
  const outcome = to.state === 'notPassed' ? 'notPassed' : 'passed';
  const correction = event.kind === 'ResultCorrected' ? `\n${event.body.correction}` : '';
  return { key: `${org}\n${session}\n${proposal}${correction}`, result: canonicalForm([outcome, tally, verdict]) };
}
