import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { keepTexts } from '../../store/desk/private-texts.ts';
import { subjectsOf } from '../../store/desk/subjects.ts';
import { commitment, newSalt } from '../../store/hash.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { draft, ORG, openOffice, UNIT } from '../builders/office.ts';
import { type Case, newId, type Play, play, submitted } from '../builders/play.ts';
import { round, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

let db: TestDatabase;
let on: Play;
const PAPER = { number: '8/CV', on: '2021-01-04', file: null };

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  on = play({ ...openStill(db.database), quiet: () => Promise.resolve() });
  await openOffice(on, [round({ stages: [stage('registration'), stage('appraisal'), stage('decision')] })]);
});
afterAll(() => db?.close());

/** Whom the draft names, and whom the case names now. */
async function namesOf({ id }: Case): Promise<{ first: string; now: string }> {
  const found = await db.database.query<{ first: string; now: string }>(
    'select d.subject as first, p.subject as now from draft d join proposal_board p on p.id = d.id where d.id = $1',
    [id],
  );
  const [names] = found.rows;
  if (names === undefined) throw new Error('No such case');
  return names;
}

/** Whom a unit may choose again. */
async function chosenBy(unit: string): Promise<string[]> {
  return (await subjectsOf(db.database, { org: ORG, unit, cluster: null }, null, 500)).map(({ id }) => id);
}

const rehomes = (one: Case) => one.does('standingOffice', 'Rehome', { unit: 'solo', document: PAPER });

test('whom another case or draft of the old unit names stays with it until that has gone too', async () => {
  const one = await submitted(on);
  const { first: subject } = await namesOf(one);
  const other = await submitted(on, { subject, title: 'BK' });
  await rehomes(one);
  expect(await chosenBy(UNIT)).toContain(subject);
  await rehomes(other);
  expect(await chosenBy(UNIT)).not.toContain(subject);
  expect(await chosenBy('solo')).toContain(subject);
  const begun = newId('subject');
  const last = await submitted(on, { subject: begun });
  await draft(on, { subject: begun, title: 'BK' });
  await rehomes(last);
  expect(await chosenBy(UNIT)).toContain(begun);
});

test('the subject goes with its case by the new name as well as by the old', async () => {
  const one = await submitted(on);
  const [text, salt] = [newId('text'), newSalt()];
  await keepTexts(db.database, ORG, [{ id: text, salt, value: 'Tên mới' }]);
  const fact = { kind: 'person', name: { text, commitment: commitment(salt, 'Tên mới') } };
  await one.does('standingOffice', 'AmendSubject', { fact, document: PAPER });
  await rehomes(one);
  const { first, now } = await namesOf(one);
  expect(await chosenBy('solo')).toEqual(expect.arrayContaining([first, now]));
  expect(await chosenBy(UNIT)).not.toContain(now);
});
