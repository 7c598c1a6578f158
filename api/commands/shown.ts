import type { z } from 'zod';
import type { CommandShown } from '../../store/reads/commands.ts';
import type { commandSchema } from './schema.ts';

/** A command as its row tells it: waiting, done, or refused with the reason. */
export function commandShown({ outcome, unit: _unit, ...row }: CommandShown): z.output<typeof commandSchema> {
  if (outcome === null) return { ...row, status: 'waiting', seq: null, events: [], refusal: null };
  if (outcome.ok) return { ...row, status: 'done', seq: outcome.seq, events: [...outcome.events], refusal: null };
  const { code, rule, facts } = outcome.refusal;
  return { ...row, status: 'refused', seq: null, events: [], refusal: { code, rule, facts } };
}
