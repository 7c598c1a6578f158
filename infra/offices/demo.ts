import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dateOf } from '../../domain/calendar/local-date.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { daysToOpenOn, shiftPlan } from '../../domain/plan/shift.ts';
import { describeFault } from '../../plans/fault.ts';
import { loadPlan } from '../../plans/load.ts';
import { demoPlans } from '../../plans/shipped.ts';
import { writePlan } from '../../plans/write.ts';
import { type SetUp, setUpOffices } from './set-up.ts';

export type DemoOptions = { apiUrl: string; tokenKey: Uint8Array; dataDir: string; now: number };

/** A demo year for each plan that is to be looked around in, its dates moved so that registration is open at the first start. */
export async function openDemos(options: DemoOptions): Promise<SetUp[]> {
  const setUps: SetUp[] = [];
  for (const { file, text } of demoPlans()) {
    const yaml = keptDemo(options, file, text);
    const { apiUrl, tokenKey } = options;
    setUps.push(
      await setUpOffices({
        apiUrl,
        tokenKey,
        plan: readPlan(yaml, file),
        yaml,
        demo: true,
        mailDomain: 'demo.invalid',
      }),
    );
  }
  return setUps;
}

/** Moved once, at the first start: tomorrow's start finds the same year, a day older. */
function keptDemo({ dataDir, now }: DemoOptions, file: string, text: string): string {
  const path = join(dataDir, 'demo', file);
  if (!existsSync(path)) {
    mkdirSync(join(dataDir, 'demo'), { recursive: true });
    writeFileSync(path, movedYaml(readPlan(text, file), now));
  }
  return readFileSync(path, 'utf8');
}

function movedYaml(plan: Plan, now: number): string {
  const days = daysToOpenOn(plan, dateOf(now)) ?? 0;
  return writePlan(
    shiftPlan(plan, days),
    `Demo year: the dates of the locality's plan of ${plan.year}, moved by ${days} days.`,
  );
}

export function readPlan(text: string, file: string): Plan {
  const loaded = loadPlan(text, file);
  if ('faults' in loaded) throw new Error(`${file} is refused:\n${loaded.faults.map(describeFault).join('\n')}`);
  return loaded.plan;
}
