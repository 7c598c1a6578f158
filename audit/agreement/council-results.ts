import type { Json } from '../../domain/json.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { lineByProposal } from '../../domain/listing.ts';
import type { CouncilRegulation } from '../../domain/plan/plan.ts';
import {
  type EnteredLine,
  type JudgedLine,
  type RegulationFact,
  regulationsOf,
  type SessionEvent,
} from '../../domain/session/session.ts';
import { isPossible, judge, outcomeOf } from '../../domain/voting.ts';
import { canonicalForm } from '../canonical.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

type Place = Pick<Envelope, 'org' | 'stream' | 'seq'>;

/** Every verdict follows from its votes and the regulation in force; and a proposal holds its session's own result. */
export function councilAgreement(): Agreement {
  const entered = new Map<string, readonly EnteredLine[]>();
  const confirmed = new Map<string, string | null>();
  const recorded: { place: Place; key: string; result: string | null }[] = [];
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const { org, stream, seq } = event.envelope;
      if (event.kind === 'ResultEntered') entered.set(`${org}\n${stream}`, event.body.lines);
      if (event.kind === 'ResultConfirmed') {
        troubles.push(...misjudged(event, entered.get(`${org}\n${stream}`) ?? []));
        for (const line of event.body.lines) confirmed.set(`${org}\n${stream}\n${line.proposal}`, resultOf(line));
      }
      const held = heldResult(event);
      if (held !== null) recorded.push({ place: { org, stream, seq }, ...held });
    },
    close: () => [
      ...troubles,
      ...recorded.flatMap(({ place, key, result }) =>
        confirmed.get(key) === result ? [] : [troubleAt(place, 'resultDiffers')],
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

function heldResult(event: LedgerEvent): { key: string; result: string | null } | null {
  const { org, stream } = event.envelope;
  const proposal = stream.slice(stream.indexOf('/') + 1);
  if (event.kind === 'Deferred') return { key: `${org}\n${event.body.session}\n${proposal}`, result: 'deferred' };
  if (event.kind !== 'ResultRecorded') return null;
  const { session, tally, verdict, to } = event.body;
  const outcome = to.state === 'notPassed' ? 'notPassed' : 'passed';
  return { key: `${org}\n${session}\n${proposal}`, result: canonicalForm([outcome, tally, verdict]) };
}
