import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recoveryNow } from '../../store/recovery/recovery-mode.ts';
import { type Recovered, recover } from '../../worker/recovery/recover.ts';
import { type FrailWorld, openFrailWorldOver } from '../builders/frail-world.ts';
import { faultsOf } from '../builders/invariants.ts';
import { openOffice, person } from '../builders/office.ts';
import { handsIn, newKey, nominates, type Play, play, registered, submitted } from '../builders/play.ts';
import { openRestorable, type Restorable } from '../builders/restorable.ts';
import { round, stage } from '../builders/round.ts';

const UNHURRIED = 300_000;

let database: Restorable;
let world: FrailWorld;
let on: Play;

beforeAll(async () => {
  database = await openRestorable();
  world = await openFrailWorldOver(database);
  on = play(world);
  await world.raiseWorker();
  const stages = [stage('registration'), stage('checkpoint', { key: 'q1' }), stage('nomination'), stage('appraisal')];
  await openOffice(world, [round({ stages: [...stages, stage('council'), stage('decision')] })]);
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

async function recovered(): Promise<Recovered> {
  const owner = new pg.Client({ connectionString: world.url });
  await owner.connect();
  try {
    return await recover({ step: world.step, owner, client: world.client, log: () => undefined });
  } finally {
    await owner.end();
  }
}

async function hashes(): Promise<string[]> {
  const found = await world.step.database.query<{ place: string }>(
    `select org_id || '/' || stream || ' ' || seq || ' ' || hash as place from event order by 1`,
  );
  return found.rows.map(({ place }) => place);
}

const sets = () => recoveryNow(world.step.database);

test(
  'a database that is set back is noticed at the first act, takes no other, and holds every hash again after recovery',
  async () => {
    const known = await submitted(on);
    await world.quiet();
    await database.copy();
    await known.does('unitHead', 'Confirm');
    await known.does('standingOffice', 'Accept');
    const begunLater = await registered(on);
    await world.quiet();
    const before = await hashes();
    await database.setBack();
    expect(await hashes()).not.toEqual(before);
    const late = on.tell({
      stream: known.stream,
      kind: 'HandIn',
      body: { stage: 'q1', evidence: [] },
      by: person('unitClerk'),
      key: newKey('HandIn'),
    });
    late.catch(() => undefined);
    await expect.poll(sets, { timeout: 30_000 }).not.toBeNull();
    const report = await recovered();
    expect(await hashes()).toEqual(before);
    expect(report).toMatchObject({ events: 5, commands: 5, disagreements: [], open: true });
    expect(await sets()).toBeNull();
    await handsIn(known, 'q1');
    await nominates(known);
    await handsIn(begunLater, 'q1');
    await nominates(begunLater);
    await world.quiet();
    expect(await faultsOf(world.step.database)).toEqual([]);
  },
  UNHURRIED,
);
