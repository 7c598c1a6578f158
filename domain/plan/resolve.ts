import { type EventDays, type ResolvedDeadline, resolveDeadline } from '../calendar/deadline.ts';
import type { WorkingCalendar } from '../calendar/working-days.ts';
import type { Plan, Round, Stage, StageKind, Task } from './plan.ts';

/** A plan with every deadline as instants: the only form that workflows know. */
export type PlanCalendar = {
  plan: string;
  version: number;
  tasks: readonly ResolvedTask[];
  rounds: readonly ResolvedRound[];
  /** Earliest first; whatever has no instant is absent. */
  milestones: readonly Milestone[];
};

export type ResolvedTask = { key: string; row: number | null; deadline: ResolvedDeadline };

export type ResolvedRound = { key: string; stages: readonly ResolvedStage[]; closes: ResolvedDeadline };

export type ResolvedStage = {
  key: string;
  kind: StageKind;
  /** Epoch milliseconds; null: from the round's start. */
  opensAt: number | null;
  /** Epoch milliseconds of the first instant that is late; null is never overdue. */
  dueAt: number | null;
  /** How the plan words the opening, where it has one of its own. */
  opens: ResolvedDeadline | null;
  due: ResolvedDeadline;
};

/** `key` is the task's, `round/stage`, or the round's. */
export type Milestone = {
  at: number;
  kind: 'taskOpens' | 'taskDue' | 'stageOpens' | 'stageDue' | 'roundCloses';
  key: string;
};

/** `events` are the days that relative deadlines count from, as far as they are known. */
export function resolvePlan(plan: Plan, calendar: WorkingCalendar, events: EventDays = {}): PlanCalendar {
  const resolve: Resolve = (spec) => resolveDeadline(spec, events, calendar);
  const tasks = plan.tasks.map((task) => resolveTask(task, resolve));
  const rounds = plan.rounds.map((round) => resolveRound(plan, round, resolve));
  const milestones = [...tasks.flatMap(milestonesOfTask), ...rounds.flatMap(milestonesOfRound)];
  return { plan: plan.key, version: plan.version, tasks, rounds, milestones: milestones.sort(earliestFirst) };
}

type Resolve = (spec: Task['deadline']) => ResolvedDeadline;

function resolveTask(task: Task, resolve: Resolve): ResolvedTask {
  return { key: task.key, row: task.row, deadline: resolve(task.deadline) };
}

function resolveRound(plan: Plan, round: Round, resolve: Resolve): ResolvedRound {
  const pipeline = plan.pipelines.find(({ key }) => key === round.pipeline);
  // The loader refuses such a plan, so this is a defect of whoever built one by hand.
  if (pipeline === undefined) throw new Error(`Round ${round.key} names no pipeline of the plan: ${round.pipeline}`);
  return {
    key: round.key,
    stages: pipeline.stages.map((stage) => resolveStage(stage, resolve)),
    closes: resolve(round.closes),
  };
}

export function resolveStage(stage: Stage, resolve: Resolve): ResolvedStage {
  const opens = stage.opens === null ? null : resolve(stage.opens);
  const due = resolve(stage.due);
  return {
    key: stage.key,
    kind: stage.kind,
    opensAt: opens === null ? due.opensAt : openingOf(opens),
    dueAt: due.dueAt,
    opens,
    due,
  };
}

/** "Before 01/3" as an opening: what lies before 01/3 is closed, so it opens at 01/3 00:00. A window opens at its start. */
function openingOf(opens: ResolvedDeadline): number | null {
  return opens.opensAt ?? opens.dueAt;
}

function milestonesOfTask({ key, deadline }: ResolvedTask): Milestone[] {
  return dated([
    ['taskOpens', deadline.opensAt, key],
    ['taskDue', deadline.dueAt, key],
  ]);
}

function milestonesOfRound({ key, stages, closes }: ResolvedRound): Milestone[] {
  return [
    ...stages.flatMap((stage) =>
      dated([
        ['stageOpens', stage.opensAt, `${key}/${stage.key}`],
        ['stageDue', stage.dueAt, `${key}/${stage.key}`],
      ]),
    ),
    ...dated([['roundCloses', closes.dueAt, key]]),
  ];
}

function dated(instants: readonly (readonly [Milestone['kind'], number | null, string])[]): Milestone[] {
  return instants.flatMap(([kind, at, key]) => (at === null ? [] : [{ at, kind, key }]));
}

/** What opens at an instant comes after what is due at it, so that a reader sees one end before the next begins. */
function earliestFirst(a: Milestone, b: Milestone): number {
  return a.at - b.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind);
}

const ORDER: readonly Milestone['kind'][] = ['taskDue', 'stageDue', 'roundCloses', 'taskOpens', 'stageOpens'];
