import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { lineByProposal } from '../../domain/listing.ts';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import type { EnteredLine, JudgedLine } from '../../domain/session/lines.ts';
import { type RegulationFact, regulationsOf } from '../../domain/session/regulation.ts';
import type { SessionEvent } from '../../domain/session/session.ts';
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
  const holds = openHolds();
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
      const result = recordedResult(event);
      if (result !== null) recorded.push({ place: { org, stream, seq }, ...result });
      if (isDeferredByHold(event) && !holds.has(event, event.body.hold))
        troubles.push(troubleAt({ org, stream, seq }, 'resultDiffers'));
    },
    close: () => [
      ...troubles,
      ...recorded.flatMap(({ place, key, result }) =>
        agrees(confirmed.get(key), result) ? [] : [troubleAt(place, 'resultDiffers')],
      ),
    ],
  };
}

type Confirmed = LedgerEvent & Extract<SessionEvent, { kind: 'ResultConfirmed' }>;

function misjudged(event: Confirmed, entered: readonly EnteredLine[]): Trouble[] {
  const regulationFor = regulationsOf(recordedRegulations(event.envelope.facts));
  const asked = lineByProposal(entered);
  const wrong = event.body.lines.filter((line) => {
    const entry = asked.get(line.proposal);
    return entry === undefined || !followsFrom(line, entry, regulationFor(line.proposal));
  });
  const all = wrong.length > 0 || entered.length !== event.body.lines.length;
  return all ? [troubleAt(event.envelope, 'verdictDiffers')] : [];
}

type Corrected = LedgerEvent & Extract<SessionEvent, { kind: 'CorrectionConfirmed' }>;

/** Judged again as it was judged first: from what was entered, by the regulation in force when the chair confirmed it. */
function miscorrected(event: Corrected, entered: EnteredLine | undefined): Trouble[] {
  const { line } = event.body;
  const regulation = regulationsOf(recordedRegulations(event.envelope.facts))(line.proposal);
  const same = entered?.proposal === line.proposal && followsFrom(line, entered, regulation);
  return same ? [] : [troubleAt(event.envelope, 'verdictDiffers')];
}

function followsFrom(line: JudgedLine, asked: EnteredLine, regulation: CouncilRegulation | null): boolean {
  if ('deferred' in asked) return line.outcome === 'deferred';
  if (line.outcome === 'deferred' || !isPossible(asked.tally, regulation)) return false;
  const verdict = judge(asked.tally, regulation, asked.minutesSay);
  const same =
    canonicalForm(verdict) === canonicalForm(line.verdict) && canonicalForm(asked.tally) === canonicalForm(line.tally);
  return same && line.outcome === outcomeOf(verdict);
}

function recordedRegulations(facts: Json): readonly RegulationFact[] {
  if (facts === null || typeof facts !== 'object' || !('regulations' in facts)) return [];
  // The step's own facts, recorded with the event; what is not a regulation gives another verdict and is told.
  return facts.regulations as readonly RegulationFact[];
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

/** The holds of each case that have not ended, as its events come by. */
function openHolds() {
  const open = new Set<string>();
  const keyOf = ({ envelope: { org, stream } }: LedgerEvent, seq: number) => `${org}\n${stream}\n${seq}`;
  return {
    take(event: LedgerEvent): void {
      if (event.kind === 'Held') open.add(keyOf(event, event.envelope.seq));
      if (event.kind === 'Released') open.delete(keyOf(event, event.body.hold));
    },
    has: (event: LedgerEvent, seq: number) => open.has(keyOf(event, seq)),
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
