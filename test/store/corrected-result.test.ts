import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { owedNow } from '../../store/reads/owed/owed-now.ts';
import { freshDatabase, type TestDatabase } from '../builders/database.ts';
import { ORG, openOffice, person, WORDS } from '../builders/office.ts';
import {
  appraises,
  type Case,
  callsSession,
  draftsDecision,
  must,
  newKey,
  nominates,
  type Play,
  play,
  registered,
  votes,
} from '../builders/play.ts';
import { DAY, round, stage } from '../builders/round.ts';
import { deliverAll, openStill } from './varied-run.ts';

let db: TestDatabase;
let on: Play;
let office: ReturnType<typeof openStill>;
let session: string;
let cases: Case[];

beforeAll(async () => {
  db = await freshDatabase(inject('clusterUrl'));
  office = openStill(db.database);
  on = play({ ...office, quiet: () => deliverAll(office) });
  const stages = [stage('registration'), stage('nomination'), stage('appraisal'), stage('council'), stage('decision')];
  await openOffice(office, [round({ stages })]);
  cases = await Promise.all([0, 1, 2, 3].map(() => registered(on)));
  for (const one of cases) {
    await nominates(one);
    await appraises(on, one);
  }
  session = await callsSession(on, cases);
  const said = ['passed', 'notPassed', 'passed', 'passed'] as const;
  await votes(
    on,
    session,
    cases.map((one, index) => [one, said[index] ?? 'passed'] as const),
  );
  office.clock.now += DAY;
});
afterAll(() => db?.close());

const idOf = (index: number) => cases[index]?.id ?? '';
const line = (index: number, yes: number) => {
  const absentInWriting = { for: 0, against: 0 };
  const tally = { members: 11, for: yes, against: 11 - yes, blank: 0, absentInWriting, secret: true };
  return {
    proposal: idOf(index),
    tally,
    minutesSay: yes > 5 ? ('passed' as const) : ('notPassed' as const),
    reason: WORDS,
  };
};
const enters = (index: number, yes: number) =>
  must(on, { stream: session, kind: 'CorrectResult', body: line(index, yes), by: person('councilSecretary') });
const confirms = (act: number) => decides(act, 'ConfirmCorrection');
const decides = (act: number, kind: string, more = {}) =>
  must(on, { stream: session, kind, body: { act, ...more }, by: person('councilChair') });
const tries = async (kind: string, body: object, role: 'councilSecretary' | 'councilChair') =>
  (await on.tell({ stream: session, kind, body: body as never, by: person(role), key: newKey(kind) })).outcome;

async function stateOf(index: number): Promise<string> {
  const found = await db.database.query<{ state: string }>('select state from proposal_board where id = $1', [
    idOf(index),
  ]);
  return found.rows[0]?.state ?? '';
}

const owed = async (role: 'councilChair' | 'councilSecretary', id = `${role} reads`) => {
  const reader = { id, role, unit: null, sight: { org: ORG, unit: null, cluster: null } };
  const { items } = await owedNow(db.database, reader, office.clock.now, { after: null, limit: 50 });
  return items.filter(({ kind }) => kind === 'list');
};

test('the chair owes the confirmation of the line that was corrected; then the case goes on, or ends', async () => {
  const { outcome } = await enters(1, 10);
  const [item] = await owed('councilChair');
  expect(item).toMatchObject({ commands: ['ConfirmCorrection', 'DeclineCorrection'], act: outcome.seq, blocked: [] });
  expect(item?.proposals.map(({ id }) => id)).toEqual([idOf(1)]);
  await confirms(outcome.seq);
  await on.quiet();
  expect(await stateOf(1)).toBe('passed');
  await confirms((await enters(0, 2)).outcome.seq);
  await on.quiet();
  expect(await stateOf(0)).toBe('notPassed');
  expect(await owed('councilChair')).toEqual([]);
});

test('a case that a decision holds keeps its tally: until its line is struck, and by the chair too', async () => {
  const { outcome } = await enters(2, 2);
  await confirms(outcome.seq);
  // On its way while the list is drawn up: the list's own act finds the case failed, and its line is struck.
  const decision = await draftsDecision(on, cases.slice(1, 3));
  expect([await stateOf(1), await stateOf(2)]).toEqual(['onDecision', 'notPassed']);
  const no = { ok: false, refusal: { code: 'TALLY_LISTED', facts: { list: decision } } };
  expect(await tries('CorrectResult', line(1, 3), 'councilSecretary')).toMatchObject(no);
  await must(on, {
    stream: decision,
    kind: 'StrikeLine',
    body: { proposal: idOf(1), reason: WORDS },
    by: person('standingOffice'),
  });
  await on.quiet();
  const again = await enters(1, 3);
  const other = await draftsDecision(on, cases.slice(1, 2));
  expect(await tries('ConfirmCorrection', { act: again.outcome.seq }, 'councilChair')).toMatchObject({
    refusal: { code: 'TALLY_LISTED', facts: { list: other } },
  });
  await decides(again.outcome.seq, 'DeclineCorrection', { reason: WORDS });
});

test('a case that has left meanwhile does not take the correction: it is put back, and the session says so', async () => {
  const { outcome } = await enters(3, 2);
  await confirms(outcome.seq);
  const { seq } = (await cases[3]?.does('unitHead', 'Withdraw', { reason: WORDS })) ?? { seq: 0 };
  await cases[3]?.does('standingOffice', 'ConfirmAct', { act: seq });
  await on.quiet();
  expect(await stateOf(3)).toBe('withdrawn');
  const found = await db.database.query<{ kind: string; code: string }>(
    `select kind, text::jsonb -> 'body' ->> 'code' as code from event where stream = $1 order by seq desc limit 1`,
    [session],
  );
  expect(found.rows).toEqual([{ kind: 'CorrectionPutBack', code: 'OUT_OF_ORDER' }]);
});
