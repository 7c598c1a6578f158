import { yearOf } from '../../domain/calendar/local-date.ts';
import { numberForm, registerForm } from '../../domain/decision/register-form.ts';
import { type Agreement, troubleAt } from '../ledger-event.ts';
import type { Trouble } from '../trouble.ts';

/** A number stands once in an authority's register of a local year, however it was typed. */
export function registerAgreement(): Agreement {
  const registers = new Map<string, { authority: string; register: string }>();
  const taken = new Set<string>();
  const troubles: Trouble[] = [];
  return {
    take(event) {
      const { org, stream } = event.envelope;
      if (event.kind === 'DecisionDrafted') registers.set(`${org}\n${stream}`, event.body);
      if (event.kind !== 'DecisionNumbered') return;
      const { number, on } = event.body;
      const { authority, register } = registers.get(`${org}\n${stream}`) ?? { authority: '', register: '' };
      const held = [registerForm(authority), registerForm(register), yearOf(on), numberForm(number, register)];
      const entry = [org, ...held].join('\n');
      if (taken.has(entry)) troubles.push(troubleAt(event.envelope, 'numberTwice'));
      taken.add(entry);
    },
    close: () => troubles,
  };
}
