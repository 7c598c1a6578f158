import { type LocalDate, yearOf } from '../../domain/calendar/local-date.ts';
import { numberForm, registerForm } from '../../domain/decision/register-form.ts';
import type { Envelope, StreamRef } from '../../domain/ledger/envelope.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

/** A paper bears an entry from one event to another; `after`: papers of which it says that they no longer did. */
type Term = { entry: string; bearer: string; from: Envelope; until: number | null; after: readonly StreamRef[] };

/**
 * A number of an authority's register and local year stands on one paper at a time, however it was typed. Streams have no
 * common order, so that whoever bears what another bore must say after which event of the other.
 */
export function registerAgreement(): Agreement {
  const registers = new Map<string, Register>();
  const terms = new Map<string, Term[]>();
  const ofDecision = new Map<string, Term>();
  return {
    take(event) {
      const { org, stream, seq } = event.envelope;
      const here = `${org}\n${stream}`;
      if (event.kind === 'DecisionDrafted') registers.set(here, event.body);
      const paper = paperIn(event, registers.get(here) ?? { authority: '', register: '' });
      if (paper === null) return;
      const entry = `${org}\n${paper.entry}`;
      const before = paper.bearer === stream ? ofDecision.get(here) : undefined;
      // Only its day or its spelling was mended.
      if (before?.entry === entry) return;
      if (before !== undefined) before.until = seq;
      const term: Term = { entry, bearer: paper.bearer, from: event.envelope, until: null, after: leftBy(event) };
      if (paper.bearer === stream) ofDecision.set(here, term);
      const known = terms.get(entry) ?? [];
      known.push(term);
      terms.set(entry, known);
    },
    close: () => [...terms.values()].flatMap(borneAtOnce),
  };
}

type Register = { authority: string; register: string };

/**
 * The entry that an event says is taken, and by what. A counter-decision may undo several awards: of one number and day it
 * is one paper, and told by each of them. A level above whose paper is reported has a register of its own.
 */
function paperIn(event: LedgerEvent, own: Register): { entry: string; bearer: string } | null {
  if (event.kind === 'DecisionNumbered' || event.kind === 'NumberCorrected')
    return { entry: entryOf(event.body, own), bearer: event.envelope.stream };
  if (event.kind !== 'AwardCorrected' && event.kind !== 'AwardRevoked') return null;
  const { authority, register, on } = event.body;
  if (authority === null || register === null) return null;
  return { entry: entryOf(event.body, { authority, register }), bearer: `counter-decision of ${on}` };
}

function entryOf({ number, on }: { number: string; on: LocalDate }, { authority, register }: Register): string {
  return [registerForm(authority), registerForm(register), yearOf(on), numberForm(number, register)].join('\n');
}

/** What the step read. None of it is there from before a number could come to another paper. */
function leftBy({ envelope: { facts } }: LedgerEvent): readonly StreamRef[] {
  const read = facts as { numberLeftBy?: readonly StreamRef[]; counter?: { leftBy?: readonly StreamRef[] } } | null;
  return read?.numberLeftBy ?? read?.counter?.leftBy ?? [];
}

function borneAtOnce(terms: readonly Term[]): Trouble[] {
  const atOnce = (one: Term, other: Term) =>
    one.bearer !== other.bearer && !follows(one, other) && !follows(other, one);
  return terms
    .filter((term, index) => terms.slice(0, index).some((other) => atOnce(term, other)))
    .map(({ from }) => troubleAt(from, 'numberTwice'));
}

function follows(later: Term, { bearer, until }: Term): boolean {
  return until !== null && later.after.some(({ stream, seq }) => stream === bearer && seq >= until);
}
