import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keepTexts } from '../../store/desk/private-texts.ts';
import { commitment, newSalt } from '../../store/hash.ts';
import { boardPage } from '../../store/reads/board.ts';
import { reconciliation } from '../../worker/reconciliation.ts';
import { type Recovered, recover } from '../../worker/recovery/recover.ts';
import { asOwner } from '../builders/as-owner.ts';
import { type FrailWorld, openFrailWorldOver } from '../builders/frail-world.ts';
import { act, draft, ORG, openOffice, person, receive, WORDS } from '../builders/office.ts';
import { caseOf, newId, newKey, type Play, play, registered, submitted } from '../builders/play.ts';
import { openRestorable, type Restorable } from '../builders/restorable.ts';
import { round, stage } from '../builders/round.ts';

const UNHURRIED = 300_000;
const PAPER = { number: '8/CV', on: '2021-01-04', file: null };
let database: Restorable;
let world: FrailWorld;
let on: Play;

beforeAll(async () => {
  database = await openRestorable();
  world = await openFrailWorldOver(database, 1);
  on = play(world);
  await world.raiseWorker();
  const stages = [stage('registration'), stage('nomination'), stage('appraisal'), stage('decision')];
  await openOffice(world, [round({ stages })]);
}, UNHURRIED);
beforeEach(() => world.quiet());
afterAll(() => world?.close(), UNHURRIED);

const recovers = (): Promise<Recovered> =>
  asOwner(world.url, (owner) => recover({ step: world.step, owner, client: world.client, log: () => undefined }));

async function setBack(): Promise<void> {
  await world.quiet();
  await world.killWorker();
  await database.setBack();
}

async function recoversAfterSetBack(): Promise<Recovered> {
  await setBack();
  await world.raiseWorker();
  return recovers();
}

const lost = ({ desk }: Recovered) => desk.map(({ what }) => what).toSorted();

async function shown(id: string) {
  const rows = await boardPage(world.step.database, { org: ORG, unit: null, cluster: null }, 0, {}, null, 200);
  return rows.find((row) => row.id === id);
}

/** A new name for the subject, by words put aside as the API does. */
async function named(value: string) {
  const [text, salt] = [newId('text'), newSalt()];
  await keepTexts(world.step.database, ORG, [{ id: text, salt, value }]);
  return { kind: 'person', name: { text, commitment: commitment(salt, value) } };
}

async function differences(): Promise<unknown[]> {
  const reports = await reconciliation(world.client, world.step.database);
  return reports.flatMap(({ found }) => found);
}

test(
  'an imported case comes back with a subject and a draft on the desk, like any other',
  async () => {
    await database.copy();
    const id = await draft(on, { byOffice: true });
    const one = caseOf(on, id);
    const body = { draft: id, rowVersion: 1, stage: 'nomination', references: [PAPER] };
    const { seq } = await one.does('standingOffice', 'Import', body);
    await one.does(person('standingOffice', 'second'), 'ConfirmAct', { act: seq });
    expect(lost(await recoversAfterSetBack())).toEqual(['dossier', 'draft', 'subject']);
    expect(await shown(id)).toMatchObject({ state: 'inStage' });
  },
  UNHURRIED,
);

test(
  'a case whose subject was amended comes back on the board, under a name that is told to be lost',
  async () => {
    const one = await registered(on);
    await world.quiet();
    await database.copy();
    await one.does('standingOffice', 'AmendSubject', { fact: await named('Tên mới'), document: PAPER });
    const before = await shown(one.id);
    expect(lost(await recoversAfterSetBack())).toEqual(['subject']);
    expect(await shown(one.id)).toMatchObject({
      subject: before?.subject,
      subjectName: expect.stringContaining('name lost in recovery'),
    });
    expect(await differences()).toEqual([]);
  },
  UNHURRIED,
);

test(
  'the new name of a subject comes back with its case where the words were not lost',
  async () => {
    const one = await registered(on);
    const ask = { stream: one.stream, kind: 'AmendSubject', by: person('standingOffice'), key: newKey('AmendSubject') };
    const body = { fact: await named('Tên còn lại'), document: PAPER };
    await world.quiet();
    await receive(on, { ...ask, body });
    await database.copy();
    expect((await act(on, { ...ask, body })).outcome).toMatchObject({ ok: true });
    expect(lost(await recoversAfterSetBack())).toEqual([]);
    expect(await shown(one.id)).toMatchObject({ subjectName: 'Tên còn lại' });
  },
  UNHURRIED,
);

test(
  'a case whose subject is not on the desk is told every night, since no board shows it',
  async () => {
    const one = await submitted(on);
    await one.does('standingOffice', 'AmendSubject', { fact: await named('Tên sẽ mất'), document: PAPER });
    await world.quiet();
    const { subject } = (await shown(one.id)) ?? {};
    await asOwner(world.url, (owner) => owner.query('delete from subject where id = $1', [subject]));
    expect(await shown(one.id)).toBeUndefined();
    expect(await differences()).toEqual([
      { stream: one.stream, what: 'its subject is not on the desk, so that no list of cases shows it' },
    ]);
    await asOwner(world.url, (owner) =>
      owner.query(`insert into subject select org_id, $1, kind, unit, name, salt, commitment from subject limit 1`, [
        subject,
      ]),
    );
    expect(await differences()).toEqual([]);
  },
  UNHURRIED,
);

test(
  'a case that comes back beside the claim of another is told, and the installation opens',
  async () => {
    const first = await submitted(on);
    const { subject } = (await shown(first.id)) ?? {};
    await first.does('unitHead', 'Withdraw', { reason: WORDS });
    await world.quiet();
    await database.copy();
    const begun = await submitted(on, { subject: subject ?? '' });
    await setBack();
    // Before anybody notices the clerk, whose case is gone, enters it once more.
    const id = await draft(on, { subject: subject ?? '' });
    const stream = `proposal/${id}`;
    const again = { stream, kind: 'Submit', body: { draft: id, rowVersion: 1 }, by: person('unitClerk') };
    await act({ ...world, client: null }, { ...again, key: newKey('Submit') });
    await world.raiseWorker();
    const told = await recovers();
    expect(told).toMatchObject({
      forced: [{ stream: begun.stream }],
      contested: [{ stream: begun.stream }],
      open: true,
    });
    const reports = await reconciliation(world.client, world.step.database);
    expect(reports).toMatchObject([{ differences: 0, contested: 1, found: [{ stream: begun.stream }] }]);
    expect(await recovers()).toMatchObject({ forced: [], contested: [{ stream: begun.stream }], open: true });
  },
  UNHURRIED,
);
