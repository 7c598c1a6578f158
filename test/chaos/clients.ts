import { setTimeout as pause } from 'node:timers/promises';
import { addDays, dateOf } from '../../domain/calendar/local-date.ts';
import type { Person } from '../../infra/rehearsal/cast.ts';
import { type Memory, openMemory } from '../../infra/rehearsal/memory.ts';
import { everythingOwed, send, visit } from '../../infra/rehearsal/visits.ts';
import { ABOVE } from '../builders/level-above.ts';
import type { Chance } from '../builders/seeded.ts';
import { GivenUp } from './insistent-door.ts';
import { PLAN, type Seconds, waveAt } from './seconds.ts';

export type Load = { people: readonly Person[]; seconds: () => Seconds; chance: Chance; working: () => boolean };

/** Everybody at once, each at their own pace, until the run is over: what is owed is done, and new cases come in. */
export async function peopleAtWork(load: Load): Promise<void> {
  const memory = openMemory(new Map([[ABOVE, { plan: 'upper-plan', round: 'from-below' }]]));
  await Promise.all(load.people.map((person) => workOf(person, load, memory)));
}

async function workOf(person: Person, load: Load, memory: Memory): Promise<void> {
  const { chance, working } = load;
  try {
    while (working()) {
      if (person.player.role === 'unitClerk' && chance.between(1, 10) <= 4) await bringsSomebody(person, load);
      if (person.player.role === 'standingOffice' && chance.between(1, 10) <= 2) await extendsOne(person, chance);
      if (person.player.role === 'unitHead' && chance.between(1, 40) === 1) await withdraws(person, chance);
      await visit(person, await everythingOwed(person), { now: Date.now(), seed: chance.seed, memory });
      await pause(chance.between(200, 900));
    }
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
  }
}

async function bringsSomebody(person: Person, { seconds, chance }: Load): Promise<void> {
  const title = chance.between(1, 3) === 1 ? 'BK' : 'LDTT';
  const subject = { new: { kind: 'person', name: `Nguyễn Thị ${person.acts}` } };
  const round = waveAt(Date.now(), seconds());
  const draft = { plan: PLAN, round, title, subject, content: { 'bao-cao-thanh-tich': 'Thành tích năm.' } };
  const { body } = await send(person, { path: '/v1/proposals', body: draft });
  if (body.id === undefined) return;
  const submit = { kind: 'Submit', body: { draft: body.id, rowVersion: body.rowVersion ?? 1 } };
  await send(person, { path: `/v1/proposals/${body.id}/commands`, body: submit });
}

type Shown = { id: string; seq: number; stage: string | null };

/** Somebody whose case stands in a stage is given until the day after tomorrow: the timer must follow. */
async function extendsOne(person: Person, chance: Chance): Promise<void> {
  const one = await someCase(person, chance);
  if (one === null || one.stage === null) return;
  const body = { stage: one.stage, dueOn: addDays(dateOf(Date.now()), 2), reason: 'Xin gia hạn.' };
  await act(person, one, 'Extend', body);
}

async function withdraws(person: Person, chance: Chance): Promise<void> {
  const one = await someCase(person, chance);
  if (one !== null) await act(person, one, 'Withdraw', { reason: 'Xin rút.' });
}

async function someCase({ door }: Person, chance: Chance): Promise<Shown | null> {
  const { items } = await door.get<{ items: Shown[] }>('/v1/proposals?state=inStage&limit=50');
  return items[chance.between(0, Math.max(0, items.length - 1))] ?? null;
}

async function act(person: Person, { id, seq }: Shown, kind: string, body: object): Promise<void> {
  await send(person, { path: `/v1/proposals/${id}/commands`, body: { kind, body, basis: { seq } } });
}
