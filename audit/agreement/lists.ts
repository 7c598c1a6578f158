import type { ProposalEventBodies } from '../../domain/proposal/events.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

/**
 * A proposal is held by one list at a time; a signed list never shares a line with another signed one; and nobody is on
 * a decision without a passed result, unless the case is marked as needing none, or was imported from behind the council.
 */
export function listAgreement(): Agreement {
  const holders = new Map<string, string>();
  const free = new Set<string>();
  const signed = new Map<string, string>();
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const proposal = `${event.envelope.org}\n${event.envelope.stream}`;
      const takes = listThatTakes(event);
      if (takes !== null) {
        if (holders.has(proposal)) troubles.push(troubleAt(event.envelope, 'twoLists'));
        holders.set(proposal, takes);
      }
      if (letsGo(event)) holders.delete(proposal);
      if (freesForDecision(event)) free.add(proposal);
      if (event.kind === 'ResultCorrected' && event.body.to.state === 'notPassed') free.delete(proposal);
      if (event.kind === 'ListedOnDecision' && !free.has(proposal))
        troubles.push(troubleAt(event.envelope, 'listedWithoutResult'));
      troubles.push(...noteSigned(event, signed));
    },
    close: () => troubles,
  };
}

function listThatTakes(event: LedgerEvent): string | null {
  if (event.kind === 'PlacedOnAgenda') return event.body.session;
  if (event.kind === 'ListedOnDecision') return event.body.decision;
  return event.kind === 'ListedOnSubmission' ? event.body.submission : null;
}

const LETTING_GO: readonly LedgerEvent['kind'][] = [
  'ResultRecorded',
  'Deferred',
  'StruckFromDecision',
  'StruckFromSubmission',
  'Withdrawn',
];

/** A complaint that is upheld takes the case off the list that said no; a letter that went up keeps its lines. */
function letsGo(event: LedgerEvent): boolean {
  if (event.kind === 'Redecided') return !WITH_THE_LEVEL_ABOVE.includes(event.body.to.state);
  return LETTING_GO.includes(event.kind);
}

const WITH_THE_LEVEL_ABOVE = ['sentUp', 'returnedFromAbove'];

function freesForDecision(event: LedgerEvent): boolean {
  if (event.kind === 'ResultRecorded' || event.kind === 'ResultCorrected') return event.body.to.state !== 'notPassed';
  if (event.kind === 'Imported') return !isBeforeCouncil(event.body);
  return event.kind === 'Appraised' && event.body.marks.includes('no council');
}

function isBeforeCouncil({ round, route, act }: ProposalEventBodies['Imported']): boolean {
  const way = round.stages.filter((stage) => stage.route === 'any' || stage.route === route);
  const ahead = way.slice(way.findIndex(({ key }) => key === act.body.stage));
  return ahead.some(({ kind }) => kind === 'council');
}

function noteSigned(event: LedgerEvent, signed: Map<string, string>): Trouble[] {
  const { org, stream } = event.envelope;
  const kind = event.kind === 'DecisionSigned' ? 'decision' : 'submission';
  return namedBySigned(event).flatMap((proposal) => {
    const key = `${org}\n${kind}\n${proposal}`;
    const other = signed.get(key);
    signed.set(key, stream);
    return other === undefined ? [] : [troubleAt(event.envelope, 'signedTwice')];
  });
}

function namedBySigned(event: LedgerEvent): string[] {
  if (event.kind === 'DecisionSigned') return event.body.lines.map(({ proposal }) => proposal);
  return event.kind === 'SubmissionSent' ? event.body.copy.map(({ proposal }) => proposal) : [];
}
