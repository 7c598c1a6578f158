import type { DecisionLine } from '../../domain/decision/decision.ts';
import type { Envelope } from '../../domain/ledger/envelope.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

type Place = Pick<Envelope, 'org' | 'stream' | 'seq'>;
type Numbered = { place: Place; number: string; on: string };
type Register = { authority: string | null; register: string | null };
type Decided = Register & { lines: readonly DecisionLine[]; numbered: Numbered | null };
type Counter = Register & { place: Place; decision: string };

/** Why a line of a numbered decision has not reached its proposal yet; `lost` when nothing is on its way. */
export type LineFate = (line: { org: string; proposal: string; decision: string; seq: number }) => 'waiting' | 'lost';

/**
 * Every line of a numbered decision reaches its proposal under that number, and no award comes from anywhere else; what
 * a counter-decision undoes was founded all the same. It stands in the register of the decision that it counters.
 */
export function decisionAgreement(fateOf: LineFate): Agreement {
  const decisions = new Map<string, Decided>();
  const grants = new Map<string, { place: Place; number: string; on: string }>();
  const counters: Counter[] = [];
  const corrections = correctedNumbers();
  return {
    take(event) {
      note(event, decisions, grants);
      counters.push(...counterIn(event));
      corrections.take(event);
    },
    close: () => [
      ...unreached(decisions, grants, fateOf),
      ...unfounded(decisions, grants),
      ...misregistered(decisions, counters),
      ...corrections.unfounded(),
    ],
  };
}

function note(event: LedgerEvent, decisions: Map<string, Decided>, grants: Map<string, Numbered>): void {
  const { org, stream } = event.envelope;
  const key = `${org}\n${stream}`;
  const known = decisions.get(key);
  if (event.kind === 'DecisionDrafted') decisions.set(key, { ...event.body, numbered: null });
  if (event.kind === 'LineStruck' && known !== undefined)
    decisions.set(key, { ...known, lines: known.lines.filter(({ proposal }) => proposal !== event.body.proposal) });
  if (event.kind === 'DecisionNumbered' && known !== undefined)
    decisions.set(key, { ...known, numbered: { place: event.envelope, number: event.body.number, on: event.body.on } });
  if (event.kind === 'AwardGranted' && event.body.decision !== null)
    grants.set(grantKey(org, stream, event.body.decision), {
      place: placeOf(event.envelope),
      number: event.body.number,
      on: event.body.on,
    });
}

/** What a decision mended in its number, and what its cases were told of it. */
function correctedNumbers() {
  const said = new Set<string>();
  const told: { place: Place; key: string }[] = [];
  const keyOf = (org: string, decision: string, { was, number, on }: Correction) =>
    [org, decision, was.number, was.on, number, on].join('\n');
  return {
    take({ envelope, ...event }: LedgerEvent): void {
      const { org, stream } = envelope;
      if (event.kind === 'NumberCorrected') said.add(keyOf(org, stream, event.body));
      if (event.kind === 'PaperNumberCorrected' && event.body.list?.startsWith('decision/'))
        told.push({ place: placeOf(envelope), key: keyOf(org, event.body.list, event.body) });
    },
    unfounded: () =>
      told.filter(({ key }) => !said.has(key)).map(({ place }) => troubleAt(place, 'grantWithoutDecision')),
  };
}

type Correction = { was: { number: string; on: string }; number: string; on: string };

function counterIn(event: LedgerEvent): Counter[] {
  if (event.kind !== 'AwardCorrected' && event.kind !== 'AwardRevoked') return [];
  const { decision, authority, register } = event.body;
  return decision === null ? [] : [{ place: placeOf(event.envelope), decision, authority, register }];
}

function misregistered(decisions: Map<string, Decided>, counters: readonly Counter[]): Trouble[] {
  return counters.flatMap(({ place, decision, authority, register }) => {
    const countered = decisions.get(`${place.org}\n${decision}`);
    const same = countered?.authority === authority && countered.register === register;
    return same ? [] : [troubleAt(place, 'counterElsewhere')];
  });
}

function placeOf({ org, stream, seq }: Place): Place {
  return { org, stream, seq };
}

function grantKey(org: string, proposal: string, decision: string): string {
  return `${org}\n${proposal}\n${decision}`;
}

function unreached(decisions: Map<string, Decided>, grants: Map<string, Numbered>, fateOf: LineFate): Trouble[] {
  return [...decisions.values()].flatMap(({ lines, numbered }) => {
    if (numbered === null) return [];
    const { org, stream: decision, seq } = numbered.place;
    const lost = lines.filter(({ proposal }) => {
      const reached = grants.has(grantKey(org, `proposal/${proposal}`, decision));
      return !reached && fateOf({ org, proposal: `proposal/${proposal}`, decision, seq }) === 'lost';
    });
    return lost.map(() => troubleAt(numbered.place, 'lineNotReached'));
  });
}

function unfounded(decisions: Map<string, Decided>, grants: Map<string, Numbered>): Trouble[] {
  return [...grants].flatMap(([key, { place, number, on }]) => {
    const [org = '', proposal = '', decision = ''] = key.split('\n');
    const decided = decisions.get(`${org}\n${decision}`);
    const line = decided?.lines.some((each) => `proposal/${each.proposal}` === proposal) ?? false;
    const same = decided?.numbered?.number === number && decided.numbered.on === on;
    return line && same ? [] : [troubleAt(place, 'grantWithoutDecision')];
  });
}
