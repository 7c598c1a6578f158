import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPlan } from '../../api/plans/upload.ts';
import { Problem } from '../../api/problem.ts';
import { inTransaction } from '../../store/database.ts';
import type { PlanVersion } from '../../store/desk/plan-versions.ts';
import { sha256 } from '../../store/hash.ts';
import { recover } from '../../worker/recovery/recover.ts';
import { asOwner } from '../builders/as-owner.ts';
import { type FrailWorld, openFrailWorldOver } from '../builders/frail-world.ts';
import { ORG, openOffice, person, uploadPlan, WORDS } from '../builders/office.ts';
import { must, type Play, play } from '../builders/play.ts';
import { openRestorable, type Restorable } from '../builders/restorable.ts';
import { round, stage } from '../builders/round.ts';
import { planOf, smallPlan } from '../plans/small-plan.ts';

const UNHURRIED = 300_000;
let database: Restorable;
let world: FrailWorld;
let on: Play;
let year: string;

const rounds = [round({ planVersion: 2, stages: [stage('registration'), stage('appraisal'), stage('decision')] })];

beforeAll(async () => {
  database = await openRestorable();
  world = await openFrailWorldOver(database, 1);
  on = play(world);
  await world.raiseWorker();
  ({ year } = await openOffice(world));
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

/** The second version of the plan, as a text says it. */
function versionOf(yaml: string): PlanVersion {
  const hash = sha256(yaml);
  const published = { plan: 'test-plan', version: 2, year: 2021, hash, demo: false, duties: [], milestones: [] };
  return { plan: 'test-plan', version: 2, hash, yaml, content: planOf(smallPlan), published, rounds };
}

/** What keeping it comes to: the refusal's code and facts, or whether it was new. */
async function kept(row: PlanVersion): Promise<unknown> {
  return inTransaction(world.step.database, (tx) => keepPlan(tx, ORG, row)).catch((error: unknown) => {
    if (error instanceof Problem) return { code: error.code, facts: error.details.facts };
    throw error;
  });
}

test(
  'a version of the plan that was lost while in force comes back as the text that was published, and as no other',
  async () => {
    await database.copy();
    const lost = versionOf('the amendment');
    await uploadPlan(world, lost.published, rounds);
    const body = { plan: 'test-plan', version: 2, reason: WORDS };
    await must(on, { stream: year, kind: 'AmendPlan', body, by: person('standingOffice') });
    await world.quiet();
    await world.killWorker();
    await database.setBack();
    await world.raiseWorker();
    const report = await asOwner(world.url, (owner) =>
      recover({ step: world.step, owner, client: world.client, log: () => undefined }),
    );
    const plans = report.desk.filter(({ what }) => what === 'plan').map(({ name }) => name);
    expect(plans).toEqual([`test-plan@2, the text of SHA-256 ${lost.hash}`]);
    expect(await kept(versionOf('another text'))).toEqual({
      code: 'PLAN_VERSION_PUBLISHED',
      facts: { plan: 'test-plan', version: 2, hash: lost.hash },
    });
    expect(await kept(lost)).toEqual({ added: true });
    expect(await kept(lost)).toEqual({ added: false });
    expect(await kept(versionOf('another text'))).toMatchObject({ code: 'PLAN_VERSION_NOT_NEXT' });
  },
  UNHURRIED,
);
