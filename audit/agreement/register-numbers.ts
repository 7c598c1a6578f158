import { yearOf } from '../../domain/calendar/local-date.ts';
import { registerForm } from '../../domain/decision/register-form.ts';
import { type Agreement, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

/** A number stands once in an authority's register of a local year, however it was typed. */
export function registerAgreement(): Agreement {
  const registers = new Map<string, string>();
  const taken = new Set<string>();
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const { org, stream } = event.envelope;
      if (event.kind === 'DecisionDrafted')
        registers.set(
          `${org}\n${stream}`,
          `${registerForm(event.body.authority)}\n${registerForm(event.body.register)}`,
        );
      if (event.kind !== 'DecisionNumbered') return;
      const { number, on } = event.body;
      const entry = [org, registers.get(`${org}\n${stream}`) ?? '', yearOf(on), registerForm(number)].join('\n');
      if (taken.has(entry)) troubles.push(troubleAt(event.envelope, 'numberTwice'));
      taken.add(entry);
    },
    close: () => troubles,
  };
}
