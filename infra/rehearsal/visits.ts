import type { OwedItem } from '../../store/reads/owed/owed-item.ts';
import type { Reply } from '../offices/door.ts';
import type { Person } from './cast.ts';
import type { Memory } from './memory.ts';
import type { RoundsOf } from './rounds-seen.ts';
import { type Doing, settle } from './script.ts';

export type Visit = { now: number; seed: number; memory: Memory; roundsOf: RoundsOf };

/** What became of the acts of a visit: done, or refused with what code. */
export type Done = { acts: number; refused: { who: string; kind: string; code: string; detail: string }[] };

type OwedPage = { items: OwedItem[]; next: string | null };

/** Every page of what this person owes; time stands while they read. */
export async function everythingOwed({ door }: Person): Promise<OwedItem[]> {
  const items: OwedItem[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: OwedPage = await door.get<OwedPage>(`/v1/owed?limit=200${from}`);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

/** Everything that this person would do today about what they see that they owe. */
export function doingsOf(
  { player }: Person,
  items: readonly OwedItem[],
  { now, seed, memory }: Omit<Visit, 'roundsOf'>,
): Doing[] {
  return items.flatMap((item) => settle({ me: player, item, now, seed, memory }));
}

/** Everything that this person does today about what they see that they owe. */
export async function visit(person: Person, items: readonly OwedItem[], today: Omit<Visit, 'roundsOf'>): Promise<Done> {
  return act(person, doingsOf(person, items, today));
}

export async function act(person: Person, doings: readonly Doing[]): Promise<Done> {
  const done = nothingDone();
  for (const round of inRounds(doings)) {
    const replies = await Promise.all(round.map((doing) => send(person, doing)));
    for (const [place, reply] of replies.entries()) note(done, person, round[place], reply);
  }
  return done;
}

export function nothingDone(): Done {
  return { acts: 0, refused: [] };
}

/** Adds what was done to what had been done. */
export function addDone(to: Done, ...more: readonly Done[]): void {
  for (const { acts, refused } of more) {
    to.acts += acts;
    to.refused.push(...refused);
  }
}

const AT_ONCE = 8;

/** As many as one door is asked for at a time. */
export function inEights<T>(all: readonly T[]): T[][] {
  return inGroups(all, AT_ONCE);
}

export function inGroups<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, group) =>
    all.slice(group * size, (group + 1) * size),
  );
}

/**
 * Acts on different cases meet nowhere and go together; those on one stream keep their order. What reaches cases by the
 * outbox goes last, and with none of them: on its way it would meet this person's own acts, whose basis it makes stale or
 * not as it happens.
 */
export function inRounds(doings: readonly Doing[]): Doing[][] {
  return [...asTheyMeet(doings.filter(isOfOneCase)), ...asTheyMeet(doings.filter((doing) => !isOfOneCase(doing)))];
}

function asTheyMeet(doings: readonly Doing[]): Doing[][] {
  const all: Doing[][] = [];
  for (const doing of doings) {
    const last = all.at(-1);
    const joins = last !== undefined && last.length < AT_ONCE && last.every(({ path }) => path !== doing.path);
    if (joins) last.push(doing);
    else all.push([doing]);
  }
  return all;
}

function isOfOneCase({ path }: Doing): boolean {
  return path.startsWith('/v1/proposals/');
}

export async function send(
  person: Person,
  { path, body }: Doing,
): Promise<Reply<{ stream?: string; id?: string; rowVersion?: number }>> {
  person.acts += 1;
  return person.door.send('POST', path, body, `${person.player.id}-${String(person.acts).padStart(6, '0')}`);
}

/** Takes down what an act was answered. */
export function note(done: Done, person: Person, doing: Doing | undefined, reply: Reply<unknown> | undefined): void {
  if (reply === undefined) return;
  const { problem } = reply;
  if (problem === null) {
    done.acts += 1;
    return;
  }
  const kind = doing !== undefined && 'kind' in doing.body ? String(doing.body.kind) : (doing?.path ?? '');
  const detail = `${problem.detail ?? problem.title} ${JSON.stringify(problem.errors ?? problem.facts ?? {})}`;
  done.refused.push({ who: person.player.id, kind, code: problem.code, detail });
}
