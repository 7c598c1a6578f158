import { isLate } from '../calendar/deadline.ts';
import type { LocalDate } from '../calendar/local-date.ts';
import { endOfDay } from '../calendar/local-date.ts';
import { accept, type Decision, refuse } from '../refusal.ts';
import type { Role } from '../roles.ts';
import type { Carried, Received, Recorded, StreamKind } from '../stream.ts';
import type { EvidenceItem, Paper, PrivateText } from '../text.ts';
import { type DatesAbove, type Filled, fillTasks, heardOnly, type TaskFilled } from './from-above.ts';
import { type MilestonesReached, milestonesReached } from './milestones.ts';

/** One duty of the plan: a task and one who owes it. A task owed by every unit makes one duty for each. */
export type Duty = {
  task: string;
  /** Key of the unit or cluster, or `office` for the standing office. */
  owner: string;
  ownerKind: 'unit' | 'cluster' | 'office';
  dueAt: number | null;
  printed: string;
  /** Key of the task in the plan of the level above that dates it; absent where the plan names none. */
  awaits?: string;
  /** Key of that plan; absent in plans that were published before it was asked for. */
  awaitsPlan?: string;
};

export type YearMilestone = { at: number; kind: string; key: string };

/** A plan as published: what the year's own workflow needs of it. */
export type PublishedPlan = {
  plan: string;
  version: number;
  year: number;
  hash: string;
  demo: boolean;
  duties: readonly Duty[];
  milestones: readonly YearMilestone[];
};

export type YearCommand =
  | { kind: 'PublishPlan'; body: { plan: string; version: number } }
  | { kind: 'AmendPlan'; body: { plan: string; version: number; reason: PrivateText } }
  | { kind: 'MarkTaskDone'; body: { task: string; owner: string; evidence: readonly EvidenceItem[] } }
  | { kind: 'ConfirmTask'; body: { task: string; owner: string } }
  | { kind: 'ReturnTask'; body: { task: string; owner: string; reason: PrivateText } }
  | { kind: 'DateTask'; body: { task: string; lastDayOn: LocalDate; document: Paper } }
  | { kind: 'FillTasks'; body: DatesAbove }
  | { kind: 'MilestonePassed'; body: { at: number } };

export type YearEvent =
  | { kind: 'PlanPublished'; body: PublishedPlan }
  | { kind: 'PlanAmended'; body: PublishedPlan & { reason: PrivateText } }
  | { kind: 'TaskDone'; body: { task: string; owner: string; evidence: readonly EvidenceItem[]; late: boolean } }
  | { kind: 'TaskConfirmed'; body: { task: string; owner: string } }
  | { kind: 'TaskReturned'; body: { task: string; owner: string; reason: PrivateText } }
  | { kind: 'TaskDated'; body: { task: string; dueAt: number; document: Paper } }
  | TaskFilled
  | MilestonesReached;

export type DutyState = Duty & {
  status: 'owed' | 'done' | 'confirmed';
  doneBy: string | null;
  late: boolean;
  missed: boolean;
  /** When it came to its status; what waited for a date is owed since it was dated. */
  since: number;
};

export type YearState = {
  seq: number;
  published: PublishedPlan | null;
  duties: readonly DutyState[];
  /** Tasks that waited for the level above, by the date in force, that the office entered or the level above said. */
  dated: Readonly<Record<string, number>>;
  fromAbove: Readonly<Record<string, Filled>>;
  /** The instant up to which milestones have been told. */
  toldUntil: number;
};

/** `leftOut`: rounds that have cases or drafts, and that the amendment no longer knows. */
export type YearFacts = { plan?: PublishedPlan; leftOut?: readonly string[] };

export const YEAR_TABLE = {
  PublishPlan: { published: false, who: ['standingOffice', 'administrator'] },
  AmendPlan: { published: true, who: ['standingOffice'] },
  MarkTaskDone: { published: true, who: ['unitClerk', 'clusterHead', 'standingOffice'] },
  ConfirmTask: { published: true, who: ['standingOffice'] },
  ReturnTask: { published: true, who: ['standingOffice'] },
  DateTask: { published: true, who: ['standingOffice'] },
  FillTasks: { published: true, who: ['outbox'] },
  MilestonePassed: { published: true, who: ['timer'] },
} as const satisfies Record<YearCommand['kind'], { published: boolean; who: readonly Role[] }>;

export const YEAR: StreamKind<YearState, YearCommand, YearEvent, YearFacts> = {
  name: 'year',
  // 2: a task is dated on a day that is still ahead. 3: a date from above comes from one plan, the one that is named.
  // 4: one that is over when it comes is reached at once, and missed.
  revision: 4,
  initial: { seq: 0, published: null, duties: [], dated: {}, fromAbove: {}, toldUntil: 0 },
  evolve,
  decide,
  carry: (): readonly Carried[] => [],
};

/** The next instant at which the year has something to tell; null when all is told. */
export function nextMilestone(state: YearState): number | null {
  const ahead = milestonesOf(state).filter(({ at }) => at > state.toldUntil);
  return ahead.reduce<number | null>((least, { at }) => (least === null || at < least ? at : least), null);
}

/** The plan's own milestones, and those of tasks that were dated later. */
function milestonesOf(state: YearState): YearMilestone[] {
  const planned = state.published?.milestones ?? [];
  const known = new Set(planned.filter(({ kind }) => kind === 'taskDue').map(({ key }) => key));
  const owes = new Set(state.duties.map(({ task }) => task));
  const dated = Object.entries(state.dated).flatMap(([task, at]) =>
    known.has(task) || !owes.has(task) ? [] : [{ at, kind: 'taskDue', key: task }],
  );
  return [...planned, ...dated];
}

function evolve(state: YearState, event: Recorded<YearEvent>): YearState {
  const { seq, actor, at } = event.envelope;
  switch (event.kind) {
    case 'PlanPublished':
      return {
        ...state,
        seq,
        published: event.body,
        duties: event.body.duties.map((duty) => owed(duty, at)),
        toldUntil: at,
      };
    case 'PlanAmended':
      return { ...amended(heardOnly(state, event.body.duties), event.body.duties, at), seq, published: event.body };
    case 'TaskDone':
      return {
        ...state,
        seq,
        duties: onDuty(state, event.body, {
          status: 'done',
          since: at,
          doneBy: actor,
          late: event.body.late,
          // Received in time, though it surfaces after the date was told as missed.
          ...(event.body.late ? {} : { missed: false }),
        }),
      };
    case 'TaskConfirmed':
      return { ...state, seq, duties: onDuty(state, event.body, { status: 'confirmed', since: at }) };
    case 'TaskReturned':
      return { ...state, seq, duties: onDuty(state, event.body, { status: 'owed', since: at, doneBy: null }) };
    case 'TaskDated':
      return { ...datedAt(overruled(state, event.body.task), event.body, at), seq };
    case 'TaskFilled':
      return { ...fill(state, event.body, at), seq };
    case 'MilestonesReached':
      return { ...told(state, event.body), seq };
  }
}

function datedAt(state: YearState, { task, dueAt }: { task: string; dueAt: number | null }, at: number): YearState {
  const { [task]: _before, ...others } = state.dated;
  return {
    ...state,
    dated: dueAt === null ? others : { ...others, [task]: dueAt },
    duties: state.duties.map((duty) => (duty.task === task ? redated(duty, dueAt, state.toldUntil, at) : duty)),
  };
}

/** A person's own date is the one in force, whatever had come from above. */
function overruled(state: YearState, task: string): YearState {
  const known = state.fromAbove[task];
  return known === undefined
    ? state
    : { ...state, fromAbove: { ...state.fromAbove, [task]: { ...known, inForce: false } } };
}

function fill(state: YearState, { task, dueAt, kept, above }: TaskFilled['body'], at: number): YearState {
  const { org, plan, seq } = above;
  const said = { dueAt, inForce: kept === null, org, plan, seq };
  const next = kept === null ? datedAt(state, { task, dueAt }, at) : state;
  return { ...next, fromAbove: { ...state.fromAbove, [task]: said } };
}

function owed(duty: Duty, since: number): DutyState {
  return { ...duty, status: 'owed', doneBy: null, late: false, missed: false, since };
}

function sameDuty(a: { task: string; owner: string }, b: { task: string; owner: string }): boolean {
  return a.task === b.task && a.owner === b.owner;
}

/** What was done stays done; a duty that the amendment leaves out is gone, and its history stays in the stream. */
function amended(state: YearState, now: readonly Duty[], at: number): YearState {
  const { dated, toldUntil } = state;
  const duties = now.map((duty) => {
    const known = state.duties.find((each) => sameDuty(each, duty)) ?? owed(duty, at);
    return redated({ ...known, ...duty, dueAt: known.dueAt }, duty.dueAt ?? dated[duty.task] ?? null, toldUntil, at);
  });
  return { ...state, duties };
}

/** A date that moved ahead of what was told is missed again only when it passes again. */
function redated(duty: DutyState, dueAt: number | null, toldUntil: number, at: number): DutyState {
  const ahead = dueAt === null || dueAt > toldUntil;
  const isFirst = duty.status === 'owed' && duty.dueAt === null && dueAt !== null;
  return { ...duty, dueAt, missed: duty.missed && !ahead, since: isFirst ? at : duty.since };
}

function onDuty(state: YearState, of: { task: string; owner: string }, change: Partial<DutyState>): DutyState[] {
  return state.duties.map((duty) => (sameDuty(duty, of) ? { ...duty, ...change } : duty));
}

/** What came when it was over lies behind what has been told. */
function told(state: YearState, { at, missed }: MilestonesReached['body']): YearState {
  return { ...state, toldUntil: Math.max(state.toldUntil, at), duties: markMissed(state, missed) };
}

function markMissed(state: YearState, missed: readonly { task: string; owner: string }[]): DutyState[] {
  return state.duties.map((duty) => (missed.some((each) => sameDuty(each, duty)) ? { ...duty, missed: true } : duty));
}

function decide(state: YearState, command: Received<YearCommand>, facts: YearFacts): Decision<YearEvent> {
  const row = YEAR_TABLE[command.kind];
  const place = { command: command.kind, state: state.published === null ? 'none' : 'published' };
  if (row.published !== (state.published !== null)) return refuse('OUT_OF_ORDER', 'award year', place);
  if (!row.who.some((role) => role === command.by.role))
    return refuse('WRONG_ROLE', 'award year', { ...place, allowed: row.who });
  switch (command.kind) {
    case 'PublishPlan':
      return accept({ kind: 'PlanPublished', body: planOf(facts) });
    case 'AmendPlan':
      return amend(state, command, facts);
    case 'MarkTaskDone':
      return markDone(state, command);
    case 'ConfirmTask':
      return settleDone(state, command) ?? accept({ kind: 'TaskConfirmed', body: command.body });
    case 'ReturnTask':
      return settleDone(state, command) ?? accept({ kind: 'TaskReturned', body: command.body });
    case 'DateTask':
      return dateTask(state, command);
    case 'FillTasks':
      return fillTasks(state, command.body);
    case 'MilestonePassed':
      return reach(state, command.body.at);
  }
}

function planOf(facts: YearFacts): PublishedPlan {
  if (facts.plan === undefined) throw new Error('The step did not load the fact plan');
  return facts.plan;
}

type Of<K extends YearCommand['kind']> = Received<Extract<YearCommand, { kind: K }>>;

function amend(state: YearState, command: Of<'AmendPlan'>, facts: YearFacts): Decision<YearEvent> {
  const known = state.published?.version ?? 0;
  if (command.body.version !== known + 1 || command.body.plan !== state.published?.plan)
    return refuse('AMENDMENT_OF_OTHER_VERSION', 'plan amendments', { known, asked: command.body.version });
  // A case without its round has no rules and no dates: a round is closed by its dates, never left out.
  const leftOut = facts.leftOut ?? [];
  if (leftOut.length > 0) return refuse('ROUND_HAS_CASES', 'plan amendments', { rounds: leftOut });
  return accept({ kind: 'PlanAmended', body: { ...planOf(facts), reason: command.body.reason } });
}

function dutyOf(state: YearState, of: { task: string; owner: string }): DutyState | null {
  return state.duties.find((duty) => sameDuty(duty, of)) ?? null;
}

/** The lead marks it done: a unit for itself, a cluster's head for the cluster, the office for its own. */
function markDone(state: YearState, command: Of<'MarkTaskDone'>): Decision<YearEvent> {
  const duty = dutyOf(state, command.body);
  if (duty === null) return refuse('TASK_UNKNOWN', 'award year', command.body);
  const own =
    duty.ownerKind === 'office'
      ? command.by.role === 'standingOffice'
      : speaksFor(command.by.role) === duty.ownerKind && command.by.unit === duty.owner;
  if (!own) return refuse('NOT_YOUR_UNIT', 'the lead marks its own task', { owner: duty.owner });
  if (duty.status !== 'owed')
    return refuse('OUT_OF_ORDER', 'award year', { task: duty.task, owner: duty.owner, state: duty.status });
  const late = isLate(command.receivedAt, duty.dueAt);
  return accept({ kind: 'TaskDone', body: { ...command.body, late } });
}

/** A cluster may bear the name of one of its units. */
function speaksFor(role: Role): DutyState['ownerKind'] | null {
  if (role === 'unitClerk' || role === 'unitHead') return 'unit';
  return role === 'clusterHead' ? 'cluster' : null;
}

function settleDone(state: YearState, command: Of<'ConfirmTask'> | Of<'ReturnTask'>): Decision<never> | null {
  const duty = dutyOf(state, command.body);
  if (duty === null)
    return refuse('TASK_UNKNOWN', 'award year', { task: command.body.task, owner: command.body.owner });
  if (duty.status !== 'done')
    return refuse('OUT_OF_ORDER', 'award year', { task: duty.task, owner: duty.owner, state: duty.status });
  return duty.doneBy === command.by.id
    ? refuse('SAME_PERSON', 'the office confirms what the lead marked', { task: duty.task })
    : null;
}

/** A date that the level above has set, entered by the office with its document. */
function dateTask(state: YearState, command: Of<'DateTask'>): Decision<YearEvent> {
  const duties = state.duties.filter((duty) => duty.task === command.body.task);
  if (duties.length === 0) return refuse('TASK_UNKNOWN', 'award year', { task: command.body.task });
  // What the plan itself dates moves by an amendment of the plan.
  const planned = state.published?.duties.some(({ task, dueAt }) => task === command.body.task && dueAt !== null);
  if (planned === true) return refuse('OUT_OF_ORDER', 'award year', { task: command.body.task, state: 'datedByPlan' });
  const { task, lastDayOn, document } = command.body;
  const dueAt = endOfDay(lastDayOn);
  if (dueAt <= command.receivedAt) return refuse('DUE_IN_THE_PAST', 'award year', { task, lastDayOn });
  return accept({ kind: 'TaskDated', body: { task, dueAt, document } });
}

function reach(state: YearState, at: number): Decision<YearEvent> {
  if (nextMilestone(state) !== at)
    return refuse('DEADLINE_MOVED', 'award year', { asked: at, inForce: nextMilestone(state) });
  const reached = milestonesOf(state).filter((milestone) => milestone.at === at);
  return accept(milestonesReached(state, at, reached));
}
