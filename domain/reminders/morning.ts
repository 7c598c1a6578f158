import type { LadderSpec, Told } from '../calendar/ladder.ts';
import { addDays, dateOf, daysBetween, type LocalDate, startOfDay } from '../calendar/local-date.ts';
import type { Mornings } from '../calendar/mornings.ts';
import type { PersonRole } from '../roles.ts';

/** Something that somebody owes: what came at one time of a stage of a unit's proposals, of lists, or a task. No personal data. */
export type OwedThing = {
  kind: 'stage' | 'list' | 'task';
  /** Who owes it; `unit` where the role speaks for one. */
  role: PersonRole;
  unit: string | null;
  /** Null for a list that may gather the cases of several plans. */
  plan: string | null;
  round: string | null;
  /** Key of the stage, the task, or the kind of list with its phase. */
  what: string;
  count: number;
  opensAt: number | null;
  dueAt: number | null;
  printed: string | null;
  /** When it came to wait for them. */
  since: number;
};

export type Telling = { thing: OwedThing; tells: Told; why: 'new' | 'weekly' | 'before' | 'after'; offset: number };

/** When it is told, and when it was told the last time: what was to be told on a morning between, is told now. */
export type Asking = { asOf: number; lastAskedAt: number };

/**
 * What there is to tell of one thing: that it is new, that its day comes nearer or has passed, by the plan's ladder; and
 * of what has no date, or came when its ladder was over, once a week that it still waits.
 */
export function tellingsOf(thing: OwedThing, asking: Asking, ladder: LadderSpec, mornings: Mornings): Telling[] {
  const firstAt = mornings.after(Math.max(thing.since, thing.opensAt ?? thing.since));
  const fresh: Telling[] = isTold(firstAt, asking) ? [{ thing, tells: 'owner', why: 'new', offset: 0 }] : [];
  if (thing.dueAt === null) return [...fresh, ...weeklyOf(thing, dateOf(firstAt), asking, mornings)];
  const rungs = mornings.rungs(thing.dueAt, ladder);
  const isOver = rungs.length > 0 && rungs.every(({ at }) => at <= firstAt);
  if (isOver) return [...fresh, ...weeklyOf(thing, dateOf(firstAt), asking, mornings)];
  const climbing = rungs
    .filter(({ at }) => at > firstAt && isTold(at, asking))
    .map((rung): Telling => ({ thing, tells: rung.tells, why: rung.kind, offset: rung.offset }));
  return [...fresh, ...climbing];
}

function isTold(morningAt: number, { asOf, lastAskedAt }: Asking): boolean {
  return lastAskedAt < morningAt && morningAt <= asOf;
}

/** A week, or weeks, after the first morning; where that day is off, the working morning after it. Of several, the last. */
function weeklyOf(thing: OwedThing, first: LocalDate, asking: Asking, mornings: Mornings): Telling[] {
  for (let weeks = Math.floor(daysBetween(first, dateOf(asking.asOf)) / 7); weeks >= 1; weeks -= 1) {
    const at = mornings.after(startOfDay(addDays(first, 7 * weeks)));
    if (isTold(at, asking)) return [{ thing, tells: 'owner', why: 'weekly', offset: daysBetween(first, dateOf(at)) }];
    if (at <= asking.lastAskedAt) break;
  }
  return [];
}

/** Whom a rung of the ladder means: the one who owes, the head above them, the chair of the council. */
export function roleTold({ thing, tells }: Telling): { role: PersonRole; unit: string | null } {
  switch (tells) {
    case 'owner':
      return { role: thing.role, unit: thing.unit };
    case 'head':
      return hasUnitHead(thing) ? { role: 'unitHead', unit: thing.unit } : { role: 'councilChair', unit: null };
    case 'chair':
      return { role: 'councilChair', unit: null };
  }
}

/** An office has its head in the chair; so has the head of a cluster, whose cluster is no unit. */
export function hasUnitHead({ role, unit }: OwedThing): boolean {
  return unit !== null && role !== 'clusterHead';
}

/** As a digest says it: what differs only in when it came is one thing, since the last of it came. */
export function gathered(things: readonly OwedThing[]): OwedThing[] {
  const alike = Map.groupBy(things, (thing) => JSON.stringify({ ...thing, count: 0, since: 0 }));
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const count = all.reduce((sum, each) => sum + each.count, 0);
    return [{ ...first, count, since: Math.max(...all.map(({ since }) => since)) }];
  });
}
