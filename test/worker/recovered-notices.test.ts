import { afterAll, beforeAll, expect, test } from 'vitest';
import { recover } from '../../worker/recovery/recover.ts';
import { asOwner } from '../builders/as-owner.ts';
import { type FrailWorld, openFrailWorldOver } from '../builders/frail-world.ts';
import { engage, openOffice, UNIT, WORDS } from '../builders/office.ts';
import { draftsDecision, type Play, play, signs, submitted } from '../builders/play.ts';
import { openRestorable, type Restorable } from '../builders/restorable.ts';
import { round, stage } from '../builders/round.ts';

const UNHURRIED = 300_000;
let database: Restorable;
let world: FrailWorld;
let on: Play;

beforeAll(async () => {
  database = await openRestorable();
  world = await openFrailWorldOver(database, 1);
  on = play(world);
  await world.raiseWorker();
  await openOffice(world, [round({ stages: [stage('registration'), stage('decision')] })]);
  await engage(world, 'clerk', 'unitClerk', UNIT);
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await world.step.database.query<Record<string, unknown>>(sql)).rows;
}

/** Who is told of which event, and under which Message-ID. */
const notices = () => rows('select stream, seq, person, delivery from notice order by stream, seq, person');
const mails = () => rows(`select status, closed from delivery where kind = 'notice'`);

test(
  'an end that a recovery brings back is told again by a mail of its own, under the id that it had',
  async () => {
    const [one, two, granted] = [await submitted(on), await submitted(on), await submitted(on)];
    for (const each of [one, two, granted]) await each.does('unitHead', 'Confirm');
    await granted.does('standingOffice', 'Accept');
    const decision = await draftsDecision(on, [granted]);
    await world.quiet();
    await database.copy();
    for (const each of [one, two]) {
      await each.does('standingOffice', 'Reject', { rule: 'r', reason: WORDS });
      await world.quiet();
    }
    await signs(on, decision, '01/QĐ-UBND');
    await world.quiet();
    const told = await notices();
    expect(told.map(({ person }) => person)).toEqual(['clerk', 'clerk', 'clerk']);
    await world.killWorker();
    await database.setBack();
    expect(await notices()).toEqual([]);
    const recovered = await asOwner(world.url, (owner) =>
      recover({ step: world.step, owner, client: world.client, log: () => undefined }),
    );
    expect(recovered).toMatchObject({ open: true });
    expect(await notices()).toEqual(told);
    // Whatever happens from now on is told by another mail.
    expect(await mails()).toEqual(told.map(() => ({ status: 'waiting', closed: true })));
    await world.raiseWorker();
    await world.quiet();
    expect(await mails()).toEqual(told.map(() => ({ status: 'sent', closed: true })));
  },
  UNHURRIED,
);
