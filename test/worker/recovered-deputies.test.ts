import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyExport } from '../../audit/verify.ts';
import { addDays, type LocalDate } from '../../domain/calendar/local-date.ts';
import type { Actor } from '../../domain/stream.ts';
import { recoveryText } from '../../infra/recovery/report.ts';
import { exportLedger } from '../../store/ledger/export.ts';
import { officeStream } from '../../store/reads/office-stream.ts';
import { recover } from '../../worker/recovery/recover.ts';
import { today } from '../builders/ahead.ts';
import { asOwner } from '../builders/as-owner.ts';
import { type FrailWorld, openFrailWorldOver } from '../builders/frail-world.ts';
import { act, engage, ORG, openOffice, person } from '../builders/office.ts';
import { newKey, type Play, play, submitted } from '../builders/play.ts';
import { openRestorable, type Restorable } from '../builders/restorable.ts';
import { DAY } from '../builders/round.ts';

const UNHURRIED = 300_000;
let database: Restorable;
let world: FrailWorld;
let on: Play;

beforeAll(async () => {
  database = await openRestorable();
  world = await openFrailWorldOver(database);
  on = play(world);
  await world.raiseWorker();
  await openOffice(world);
  await engage(on, 'vice', 'councilSecretary', null);
  await engage(on, 'standingOffice', 'standingOffice', null);
}, UNHURRIED);
afterAll(() => world?.close(), UNHURRIED);

const deputy: Actor = { ...person('standingOffice', 'vice'), actingFor: 'standingOffice' };

/** By the paper of a day, for that day and five more, so many days after now. */
async function names(paperOn: LocalDate, later = 0) {
  const instant = later === 0 ? null : Date.now() + later * DAY;
  const office = { ...world, step: { ...world.step, clock: { instant: () => instant } } };
  const days = { fromOn: paperOn, toOn: addDays(paperOn, 5), document: { number: '9/QĐ', on: paperOn, file: null } };
  const body = { role: 'standingOffice', principal: 'standingOffice', deputy: 'vice', ...days };
  const by = person('standingOffice');
  return (await act(office, { stream: officeStream(ORG), kind: 'NameDeputy', body, by, key: newKey('name') })).outcome;
}

async function verified() {
  const { troubles, undetermined } = await verifyExport(exportLedger(world.step.database), {
    logOrigin: 'test.vinh-danh',
    withCommands: true,
  });
  return { troubles: troubles.first, undetermined: undetermined.first };
}

test(
  'the act of a deputy that comes back without its naming is undetermined until the naming is entered again, when its days are over too',
  async () => {
    const paperOn = today(world.step);
    const one = await submitted(on);
    await one.does('unitHead', 'Confirm');
    await world.quiet();
    await database.copy();
    expect(await names(paperOn)).toMatchObject({ ok: true, seq: 1 });
    const { seq } = await one.does(deputy, 'Accept');
    await world.quiet();
    expect(await verified()).toEqual({ troubles: [], undetermined: [] });
    await world.killWorker();
    await database.setBack();
    await world.raiseWorker();
    const report = await asOwner(world.url, (owner) =>
      recover({ step: world.step, owner, client: world.client, log: () => undefined }),
    );
    expect(report.lostNamings).toEqual([
      { org: ORG, deputy: 'vice', principal: 'standingOffice', role: 'standingOffice', deputyship: 1 },
    ]);
    expect(recoveryText(report)).toContain('vice for standingOffice as standingOffice, by naming 1');
    const open = { org: ORG, stream: one.stream, seq, reason: 'namingLost', line: null };
    expect(await verified()).toEqual({ troubles: [], undetermined: [open] });
    // Of other days: it is over, and stands for nothing that came back.
    expect(await names(addDays(paperOn, 1), 7)).toMatchObject({ refusal: { code: 'DEPUTY_DAYS_IMPOSSIBLE' } });
    expect(await names(paperOn, 7)).toMatchObject({ ok: true });
    expect(await verified()).toEqual({ troubles: [], undetermined: [] });
  },
  UNHURRIED,
);
