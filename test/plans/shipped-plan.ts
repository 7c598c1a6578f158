import { readFileSync } from 'node:fs';
import { dateOf } from '../../domain/calendar/local-date.ts';
import { isWorkingDay } from '../../domain/calendar/working-days.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { type PlanCalendar, resolvePlan } from '../../domain/plan/resolve.ts';
import { calendar } from './hoang-mai.ts';
import { planOf } from './small-plan.ts';

export type Shipped = { file: string; plan: Plan; resolved: PlanCalendar };

export function shipped(name: string): Shipped {
  const file = `plans/${name}.yaml`;
  const plan = planOf(readFileSync(file, 'utf8'));
  return { file, plan, resolved: resolvePlan(plan, calendar) };
}

/** Every anomaly in the order in which it is found: its code, its place and what is printed there. */
export function anomaliesOf({ plan }: Shipped): string[] {
  return plan.anomalies.map(({ code, place, printed }) => `${code} | ${place} | ${printed}`);
}

/** Dates that the author assumed and that no office would be open on. */
export function assumedDaysOff({ resolved }: Shipped): string[] {
  return resolved.rounds.flatMap(({ key, stages, closes }) => [
    ...stages.filter(({ due }) => due.fallsOnDayOff && due.printed === '').map((stage) => `${key}/${stage.key}`),
    ...stages.filter(({ opensAt }) => isDayOff(opensAt)).map((stage) => `${key}/${stage.key} opens`),
    ...(closes.fallsOnDayOff && closes.printed === '' ? [key] : []),
  ]);
}

function isDayOff(instant: number | null): boolean {
  return instant !== null && !isWorkingDay(dateOf(instant), calendar).working;
}

/** Stages whose source and whose wording contradict each other: what is printed has a wording, what is assumed has none. */
export function stagesOfDoubtfulSource({ plan }: Shipped): string[] {
  return plan.pipelines.flatMap(({ key, stages }) =>
    stages
      .filter(({ source, due }) => (source.kind === 'seed') !== (due.printed !== ''))
      .map((stage) => `${key}/${stage.key}`),
  );
}
