import { ORG } from '../../builders/office.ts';
import { decide } from '../cost.ts';
import { writeDrafts } from '../drafts.ts';
import { decisionsOf } from '../pipeline.ts';
import type { BenchWorld } from '../world.ts';
import { inTurns } from './in-turns.ts';

/** Submitted, confirmed, accepted: then it stands in a checkpoint with a due date, and sleeps. */
export const DECISIONS_TO_SLEEP = 3;

const AT_ONCE = 500;

/** The unit of the sleeper with this number, and the clerk who owes its checkpoint: everybody owes one thing. */
export const unitOf = (number: number) => `unit-${number}`;
export const clerkOf = (number: number) => `clerk-of-unit-${number}`;

/** Lays the sleepers from one number to another asleep, by the product's own decisions. */
export async function layAsleep(world: BenchWorld, from: number, to: number, clients: number): Promise<void> {
  for (let first = from; first < to; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, to - first) }, (_, index) => first + index);
    await engageClerks(world, numbers);
    const units = numbers.map(unitOf);
    const drafts = await writeDrafts(world.step.database, units.length, { plan: 'test-plan', round: 'bench', units });
    await inTurns(clients, drafts.entries(), ([index, draft]) => fallAsleep(world, draft, units[index]));
  }
  await world.quiet();
}

async function fallAsleep(world: BenchWorld, draft: string, unit: string | undefined): Promise<void> {
  for (const ask of decisionsOf(draft, Date.now(), unit).slice(0, DECISIONS_TO_SLEEP)) await decide(world, ask);
}

async function engageClerks({ step }: BenchWorld, numbers: readonly number[]): Promise<void> {
  await step.database.query(
    `insert into person (org_id, id, name, email, role, unit)
     select $1, id, 'Trần Văn Thử', id || '@bench.invalid', 'unitClerk', unit from unnest($2::text[], $3::text[]) as p(id, unit)`,
    [ORG, numbers.map(clerkOf), numbers.map(unitOf)],
  );
}
