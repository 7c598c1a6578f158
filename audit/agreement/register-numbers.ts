import { type LocalDate, yearOf } from '../../domain/calendar/local-date.ts';
import { numberForm, registerForm } from '../../domain/decision/register-form.ts';
import { type Agreement, type LedgerEvent, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

/**
 * A number stands once in an authority's register of a local year, however it was typed. A counter-decision may undo
 * several awards: of one number and day it is one paper, and told by each of them.
 */
export function registerAgreement(): Agreement {
  const registers = new Map<string, { authority: string; register: string }>();
  const taken = new Map<string, string>();
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const { org, stream } = event.envelope;
      if (event.kind === 'DecisionDrafted') registers.set(`${org}\n${stream}`, event.body);
      const paper = paperIn(event, registers.get(`${org}\n${stream}`) ?? { authority: '', register: '' });
      if (paper === null) return;
      const entry = `${org}\n${paper.entry}`;
      const bearer = taken.get(entry);
      const again = bearer !== undefined && bearer !== paper.bearer;
      if (again) troubles.push(troubleAt(event.envelope, 'numberTwice'));
      taken.set(entry, paper.bearer);
    },
    close: () => troubles,
  };
}

type Register = { authority: string; register: string };

/** The entry that an event says is taken, and by what. A level above whose paper is reported has a register of its own. */
function paperIn(event: LedgerEvent, own: Register): { entry: string; bearer: string } | null {
  // A number that was corrected stays taken by its own decision, and may come back to it.
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
