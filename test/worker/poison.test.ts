import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { CommandRow } from '../../store/commands/command-row.ts';
import { deliver } from '../../worker/deliver.ts';
import { type FrailWorld, openFrailWorld } from '../builders/frail-world.ts';
import { ORG, openOffice, person, receive } from '../builders/office.ts';
import { appraises, councilSays, newId, nominates, play, registered } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';

const UNHURRIED = 120_000;
const stages = [stage('registration'), stage('nomination'), stage('appraisal'), stage('council'), stage('decision')];

let world: FrailWorld;
let owner: pg.Client;

beforeAll(async () => {
  world = await openFrailWorld(inject('clusterUrl'));
  await world.raiseWorker();
  await openOffice(world, [round({ stages })]);
  owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
}, UNHURRIED);
afterAll(async () => {
  await owner?.end();
  await world?.close();
}, UNHURRIED);

/** Its draft does not exist, so its step throws whenever it is tried. */
async function undecidable(): Promise<CommandRow> {
  const id = newId('poison');
  const body = { draft: id, rowVersion: 1 };
  return receive(world, {
    stream: `proposal/${id}`,
    kind: 'Submit',
    body,
    by: person('unitClerk'),
    key: `submit ${id}`,
  });
}

async function jobsOf({ id }: CommandRow): Promise<{ jobs: number; attempts: number }> {
  const found = await owner.query<{ jobs: number; attempts: number | null }>(
    `select count(*)::int as jobs, max(attempts)::int as attempts from graphile_worker._private_jobs where payload ->> 'command' = $1`,
    [id],
  );
  return { jobs: found.rows[0]?.jobs ?? 0, attempts: found.rows[0]?.attempts ?? 0 };
}

async function rowOf({ id }: CommandRow) {
  const found = await owner.query<{ settled: boolean; attempts: number; error: string | null }>(
    'select settled_at is not null as settled, failed_attempts as attempts, last_error as error from command where id = $1',
    [id],
  );
  return found.rows[0];
}

/** The world is never quiet again: this waits for everything else. */
async function settledBut({ id }: CommandRow): Promise<void> {
  const waits = 'select from command where settled_at is null and id <> $1';
  while ((await owner.query(waits, [id])).rowCount !== 0) await pause(50);
}

test(
  'a command that cannot be decided takes one hand of the courier at most, and what is carried to other streams arrives',
  async () => {
    const poison = await undecidable();
    const on = play({ ...world, quiet: () => settledBut(poison) });
    const counts = new Set<number>();
    const ends = Date.now() + 40_000;
    while (Date.now() < ends) {
      counts.add((await jobsOf(poison)).jobs);
      await pause(250);
    }
    expect([...counts].sort()).toEqual([0, 1]);
    expect(await rowOf(poison)).toMatchObject({ settled: false, error: expect.stringContaining('is gone') as string });
    // The first was given up, and it is tried again.
    expect((await jobsOf(poison)).attempts).toBeGreaterThan(1);

    const proposal = await registered(on);
    await nominates(proposal);
    await appraises(on, proposal);
    // The council's result reaches the proposal by the outbox only.
    await councilSays(on, [proposal], 'passed');
    const stateOf = async () => {
      const found = await owner.query<{ stage: string }>('select stage from proposal_board where id = $1', [
        proposal.id,
      ]);
      return found.rows[0]?.stage;
    };
    await expect.poll(stateOf, { timeout: 5_000 }).toBe('decision');
  },
  UNHURRIED,
);

test(
  'a delivery that is not answered in ten seconds is given up, and the command says so',
  async () => {
    await world.killWorker();
    const lonely = await undecidable();
    const began = Date.now();
    await expect(deliver(world, { org: ORG, command: lonely.id })).rejects.toThrow();
    expect(Date.now() - began).toBeLessThan(13_000);
    expect(await rowOf(lonely)).toEqual({ settled: false, attempts: 1, error: 'It is not answered yet' });
  },
  UNHURRIED,
);
