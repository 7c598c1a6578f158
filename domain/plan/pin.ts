import type { Duty, PublishedPlan } from '../award-year/year.ts';
import type { DeadlineSpec } from '../calendar/deadline.ts';
import type { PinnedRound, PinnedStage } from '../proposal/round.ts';
import type { Plan, Round, Stage, Task } from './plan.ts';
import type { PlanCalendar, ResolvedRound, ResolvedStage, ResolvedTask } from './resolve.ts';

/** What the year's own stream takes from a plan: who owes which task, and when there is something to tell. */
export function publishedPlan(plan: Plan, calendar: PlanCalendar, of: { hash: string; demo: boolean }): PublishedPlan {
  const duties = plan.tasks.flatMap((task) => dutiesOf(plan, task, found(calendar.tasks, task.key)));
  const milestones = calendar.milestones.map(({ at, kind, key }) => ({ at, kind, key }));
  return { plan: plan.key, version: plan.version, year: plan.year, ...of, duties, milestones };
}

/** A task of every unit is one duty for each of them; what no unit or cluster leads, the office sees to. */
function dutiesOf(plan: Plan, task: Task, { deadline }: ResolvedTask): Duty[] {
  const due = {
    task: task.key,
    dueAt: deadline.dueAt,
    printed: deadline.printed,
    ...awaited(task.deadline),
  };
  switch (task.lead.kind) {
    case 'everyUnit':
      return plan.units.map(({ key }) => ({ ...due, owner: key, ownerKind: 'unit' }));
    case 'everyCluster':
      return plan.clusters.map(({ key }) => ({ ...due, owner: key, ownerKind: 'cluster' }));
    case 'unit':
      return [{ ...due, owner: task.lead.unit, ownerKind: 'unit' }];
    case 'office':
    case 'clusterAbove':
    case 'named':
      return [{ ...due, owner: 'office', ownerKind: 'office' }];
  }
}

function awaited(spec: DeadlineSpec): Pick<Duty, 'awaits' | 'awaitsPlan'> {
  if (spec.kind !== 'setByAbove' || spec.task === undefined) return {};
  return { awaits: spec.task, ...(spec.plan === undefined ? {} : { awaitsPlan: spec.plan }) };
}

/** The award rounds as their proposals pin them: the plan's words and settings, every deadline an instant. */
export function pinnedRounds(plan: Plan, calendar: PlanCalendar): PinnedRound[] {
  return plan.rounds.map((round) => pinRound(plan, round, found(calendar.rounds, round.key)));
}

function pinRound(plan: Plan, round: Round, resolved: ResolvedRound): PinnedRound {
  const stages = plan.pipelines.find(({ key }) => key === round.pipeline)?.stages ?? [];
  const { key, period, standing, afterWindow, admitsUnregistered, officeProposes } = round;
  return {
    key,
    plan: plan.key,
    planVersion: plan.version,
    period,
    // No plan words the opening of a round itself; its stages open by themselves.
    opensAt: null,
    closesAt: resolved.closes.dueAt,
    standing,
    afterWindow,
    admitsUnregistered,
    officeProposes,
    titles: plan.titles
      .filter(({ code }) => round.titles.includes(code))
      .map(({ code, decidedBy, subjects }) => ({ code, route: decidedBy, subjects })),
    stages: stages.map((stage) => pinStage(stage, found(resolved.stages, stage.key))),
    rulePack: null,
    afterHold: plan.afterHold,
  };
}

function pinStage(stage: Stage, { opensAt, dueAt, opens, due }: ResolvedStage): PinnedStage {
  const { key, kind, onMissed, actors, per, acceptance, serviceTime, route, noticeDays, onSilence } = stage;
  return {
    key,
    kind,
    opensAt,
    dueAt,
    printed: due.printed,
    provisional: due.provisional !== null || (opens !== null && opens.provisional !== null),
    onMissed,
    actors,
    evidence: stage.evidence.map((item) => item.key),
    per,
    acceptance,
    serviceTime,
    route,
    noticeDays,
    onSilence,
    assumed: stage.source.kind === 'assumed',
  };
}

function found<T extends { key: string }>(resolved: readonly T[], key: string): T {
  const one = resolved.find((each) => each.key === key);
  // A calendar is resolved from its plan, so both have the same keys.
  if (one === undefined) throw new Error(`The calendar does not have ${key}`);
  return one;
}
