import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { OwedThing } from '../../domain/reminders/morning.ts';
import { owedInUnit, owedThings } from '../../store/reminders/owed-things.ts';
import { perform } from '../../store/step/perform.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ORG, openOffice, person, UNIT } from '../builders/office.ts';
import { type Case, must, type Play, play, registered, submitted } from '../builders/play.ts';
import { DAY, round, START, stage } from '../builders/round.ts';
import { openStill } from './varied-run.ts';

const OTHER = 'ward-2';
const DUE = START + 10 * DAY;

let db: TestDatabase;
let office: ReturnType<typeof openStill>;
let on: Play;

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => Promise.resolve() });
  const duty = (owner: string) => ({ task: 'report', owner, ownerKind: 'unit' as const, dueAt: DUE, printed: '' });
  const checkpoint = stage('checkpoint', { key: 'q1', dueAt: DUE });
  const stages = [stage('registration'), checkpoint, stage('nomination'), stage('decision')];
  await openOffice(office, [round({ stages })], { duties: [duty(UNIT), duty(OTHER)] });
  await Promise.all([UNIT, OTHER].map(registersTargets));
  await submitted(on, { unit: UNIT });
  await submitted(on, { unit: OTHER });
  await dueHasPassed(await registered(on));
});
afterAll(() => db?.close());

async function registersTargets(unit: string): Promise<void> {
  const body = { round: 'test-plan/annual', targets: [{ title: 'LDTT', number: 5 }] };
  const by = person('unitClerk', `clerk of ${unit}`, unit);
  await must(on, { stream: `unitRound/${unit}`, kind: 'RegisterTargets', body, by });
}

/** Its checkpoint is missed, and the case goes on without it. */
async function dueHasPassed({ id, stream }: Case): Promise<void> {
  office.clock.now = DUE;
  const found = await db.database.query<{ seq: number }>('select seq from proposal_board where id = $1', [id]);
  const body = { dueAt: DUE, setBy: found.rows[0]?.seq ?? 0 };
  const timer = { kind: 'DeadlinePassed', ...body, body };
  await perform(office.step, { org: ORG, stream, known: null, act: { timer } });
}

const ofUnitPeople = ({ role }: OwedThing) => role === 'unitClerk' || role === 'unitHead';

test.each([
  [UNIT, ['list unitHead', 'stage unitClerk', 'stage unitClerk', 'stage unitHead', 'task unitClerk']],
  [OTHER, ['list unitHead', 'stage unitHead', 'task unitClerk']],
])('what the people of %s owe is the same, found by their unit or among all that is owed', async (unit, kinds) => {
  const among = (await owedThings(db.database, ORG, DUE)).filter((thing) => thing.unit === unit);
  expect(among.map(({ kind, role }) => `${kind} ${role}`)).toEqual(kinds);
  expect((await owedInUnit(db.database, ORG, DUE, unit)).filter(ofUnitPeople)).toEqual(among);
});
