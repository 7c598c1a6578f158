import type { Plan } from '../../../domain/plan/plan.ts';
import { describeFault } from '../../../plans/fault.ts';
import { loadPlan } from '../../../plans/load.ts';
import { Stop, textOfFile } from './stop.ts';

/** A plan as a command was given it; one with faults ends the command, all of them told. */
export function planOfFile(file: string): { plan: Plan; yaml: string } {
  const yaml = textOfFile(file);
  const loaded = loadPlan(yaml, file);
  if ('plan' in loaded) return { plan: loaded.plan, yaml };
  const count = loaded.faults.length;
  const told = loaded.faults.map((fault) => `${describeFault(fault)}\n`).join('');
  throw new Stop(
    1,
    `${told}${count} lỗi, kế hoạch không được nhận / ${count} ${count === 1 ? 'fault' : 'faults'}, the plan is refused`,
  );
}
